#!/bin/sh
# Runs the node for supervisors that start again whatever ended: container engines, launchd. They cannot be told that
# one exit code is different, and 70 is: writing the record failed, and nobody knows what is on the disk. After 70 this
# holds still instead of ending, so that nothing starts the node again until a person stops this and looks. The health
# check of a container fails meanwhile. Every other end of the node is the end of this.
#
#   hold-after-failure.sh node .../commonhold.js start
"$@" &
node=$!
trap 'kill -TERM "$node" 2>/dev/null' TERM INT
wait "$node"
code=$?
# A signal ends the waiting and not the node.
while kill -0 "$node" 2>/dev/null; do
  wait "$node"
  code=$?
done
if [ "$code" -ne 70 ]; then exit "$code"; fi

echo 'The record can no longer be trusted to be written, so the node is not started again by itself.' >&2
echo 'Mend the disk of the home folder and restart the machine; stopping this ends it with 70.' >&2
trap 'kill "$pause" 2>/dev/null; exit 70' TERM INT
while :; do
  sleep 3600 &
  pause=$!
  wait "$pause"
done
