import { CommonholdError } from '#base';

/** A file of an app that is not changed, because it is not what this program knows how to change. */
export function unfit(file: string, detail: string): CommonholdError {
  return new CommonholdError('request_invalid', {
    detail: `${file} is left as it is: ${detail}. "commonhold connect APP --print" shows what to write by hand`,
  });
}
