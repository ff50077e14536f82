/** Three people as `age-keygen` writes them; what they can open is in no place but tests. */
export const people = [
  {
    identity: 'AGE-SECRET-KEY-1FG06T92PEUYW876STNNYHCJKXWMGZHEK2ETU89Q8WYGH7JFMC3GQE6GCWN',
    recipient: 'age1tkk8u5tu3jq5d4wmjzhjpg8askhrfvjh5w6mcdhycqde6d83fgyq5km0qp',
  },
  {
    identity: 'AGE-SECRET-KEY-1KKX02RH42XQZYSMV9FCXRSU3S68D9Y60PCM7QJMHQ8QVG87N006QQAAPFK',
    recipient: 'age14rtp4cva4prktmvl6y4vhus8wac4jvh45wgzsmldktwtffwu6fkq62aw0q',
  },
  {
    identity: 'AGE-SECRET-KEY-12UERARRC6AJ9R0SJUWFAV5FNS8ZS69F0P3JLAX4CNL4M3AWQ9LES9V5QPY',
    recipient: 'age16syswtg260v6gus8cpqdgcpahhr7q8ysc2tsp95us9j2q5uj2e8ssu66mg',
  },
] as const;
