/** Where this node is a witness, after the address at which others reach it. */
export const witnessPath = '/witness';
