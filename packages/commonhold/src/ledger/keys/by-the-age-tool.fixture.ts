/**
 * Files that age 1.1.1 made, of one key document whose root key is 32 bytes of 1 and whose signing key is 32 bytes of 2. They
 * show that what others write is read here; identities and passphrase are of no use for anything else.
 */
export const byHand = 'commonhold/by-hand';

/** `age --armor --recipient … --recipient …` with the recipients of the first two people. */
export const forRecipients = `-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSB2ck9yVGtMZ1E0UDROMGJo
Q0FqblRSc1BuMEw0aTJieXl6M3F6UWRYM1J3CmcrdTVGS3Rlc3U3M2tBMndnZnZO
K1FlOGtwekxtMUxNMG9mZ2Y2OFFlTUkKLT4gWDI1NTE5IHRzSTE1MngvM0MreHpn
cEwrWkVPbkMwaVBkVXEvZTViUnNPQUR1c3ZPbDAKN0ZHdHdndmlMckVFL2drMjVh
ZndVZmlWT3Y3U2hIRDRnUzB6UHBiaUgvWQotLS0gNVliVnRIdTFkc09yeGhVM2ZW
cmMxM3Fta0ZWYmdmLzErMi9CSzcwU3djMArjuCoBOoegC1qKHpIzZwQbYpoLomP1
lzqpTrWJuvS9OVln4Vc3hdn00wqaOL9k7eIT8UzPzii6y5YSryHTTQQoSCCTh5qN
RkibdahDxIiyttn1PWpVRluBJjkxEptMXG0vay0GKSN/KFd0f15JFS6wAW/nxbfC
KkT5HxaV6U/JsmwEbUNbw0IzmG9X+yaBjPmZ/fFLlp4M7h3I3yuxfUgr7DDy270Y
7AsiP0uCvaj2cpiG50YBC3rcA5bTkTlrgeyXsGCKMW0ocnAL3gXF4aBnBV1w44n8
-----END AGE ENCRYPTED FILE-----
`;

/** `age --passphrase --armor`, at the tool's own work factor. */
export const underPassphrase = `-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBnT2FTVzljMkpHR2pUSTNR
c1lLU0lRIDE4Cm5OUWw3cDNiSHlQaXlOZGxLNXo3NGZpOTNnYXo2TzJ2RjdxU2Jh
N21JZFEKLS0tIFlGVzhmeVFEMk12dGpRVzNVZy9KelJOWHQ3allqM0M1K2lHL3Fz
Vm9mVGMKIugFmkUjnq+REMCgRUcOdv8YxU1FECoqgiGAH+szD688DqH2wmP5cARi
PodjIKAGTviAY4ySvzkqGiV6ZGLZEGfUndqJbpnCmt6X4wfchStsjy2FuwWADMbC
Rdu/UIkYeKufXbF5pQd3HOanYvghmF6pXEj8sAOwK8vzBm3DDZq46ZolJCowAmHP
Dy2OGEVdvC0H8OacTT8HnipZ0MLkTeDwesZlCVzpPomLvKtPGw5hHarVdTEbJuHv
DB6znhfoNgMx+11V5l2dmaxQObdzZmiiESRy2A==
-----END AGE ENCRYPTED FILE-----
`;
export const itsPassphrase = 'aged in the real tool, yes';

/** Three people, as `age-keygen` writes them. */
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
