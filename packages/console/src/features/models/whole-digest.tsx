import { CopyWords } from '../../components/copy-words.tsx';
import { useText } from '../../text/text.ts';
import classes from './models.module.css';

/** All of a digest, because here it is what is compared; in fours, because nobody compares sixty-four at once. */
export function WholeDigest({ value }: { readonly value: string }) {
  const text = useText().models.one;
  return (
    <>
      <code className={classes.digest}>
        {(value.match(/.{1,8}/g) ?? []).map((part, index) => (
          // The same eight signs may come twice; their place is their name.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index}>{part}</span>
        ))}
      </code>{' '}
      <CopyWords value={value} label={text.copyDigest} />
    </>
  );
}
