// Checks a log, a receipt and a cosignature of Commonhold with code that its authors did not write: signed notes, tiles
// and proofs are those of Go's own checksum database (golang.org/x/mod/sumdb). What is left to this program is what
// docs/formats/ says of files, receipts and leaves, and it was written from those pages alone.
package main

import (
	"errors"
	"fmt"
	"os"
)

const usage = `usage:
  outside log FOLDER KEY [OLDER_CHECKPOINT_FILE]   a log folder, and that it has grown from an older head
  outside receipt FILE [KEY [BODY_FILE]]           a receipt, by the key of its log or by the one that it names
  outside cosignature CHECKPOINT_FILE KEY          a witness's word on a checkpoint, without a look at the log's
  outside pages FOLDER                             the test vectors in the pages record.md and receipt.md
  outside witness-keys NAME                        a new key of a witness: the one that signs, the one that verifies
  outside vectors                                  print vectors made by this program, as JSON`

func main() {
	said, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
	fmt.Println(said)
}

func run(args []string) (string, error) {
	if len(args) == 0 {
		return "", errors.New(usage)
	}
	switch command, rest := args[0], args[1:]; {
	case command == "log" && len(rest) == 2:
		return checkLog(rest[0], rest[1], "")
	case command == "log" && len(rest) == 3:
		return checkLog(rest[0], rest[1], rest[2])
	case command == "receipt" && len(rest) == 1:
		return checkReceiptFile(rest[0], "", "")
	case command == "receipt" && len(rest) == 2:
		return checkReceiptFile(rest[0], rest[1], "")
	case command == "receipt" && len(rest) == 3:
		return checkReceiptFile(rest[0], rest[1], rest[2])
	case command == "cosignature" && len(rest) == 2:
		return checkCosignature(rest[0], rest[1])
	case command == "pages" && len(rest) == 1:
		return checkPages(rest[0])
	case command == "witness-keys" && len(rest) == 1:
		return makeWitnessKeys(rest[0])
	case command == "vectors" && len(rest) == 0:
		return makeVectors()
	}
	return "", errors.New(usage)
}
