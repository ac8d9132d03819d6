/** Why a loop is not vectorised. */
export class NotVectorised extends Error {}
