/** A model file in the models folder, as routing and the record need it. */
export interface LocalModel {
  readonly name: string;
  readonly path: string;
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  /** The file is the one that our catalog pins, so its name is public vocabulary. */
  readonly builtIn: boolean;
  readonly licence: string | undefined;
}
