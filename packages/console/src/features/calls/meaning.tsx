import { useQuery } from '@tanstack/react-query';
import { useText } from '../../text/text.ts';
import classes from './document.module.css';
import { errorMeaning } from './error-meaning.ts';

/** What the call's error means and what to do about it, in the words of the node's own documents. */
export function Meaning({ code }: { readonly code: string }) {
  const text = useText().calls.call;
  const page = useQuery({
    queryKey: ['page-of-errors'],
    queryFn: async () => (await import('../../../../../docs/reference/errors.md?raw')).default,
    staleTime: Infinity,
  });
  if (page.data === undefined) return null;
  const meaning = errorMeaning(page.data, code);
  return (
    <section className={classes.meaning}>
      <h2>{text.meaning}</h2>
      {meaning === undefined ? (
        <p>{text.meaningUnknown(code)}</p>
      ) : (
        <>
          <p>
            <code>{code}</code> {meaning.happened} {text.fault[meaning.fault]}
          </p>
          <p>{meaning.help}</p>
          {/\{\w+\}/.test(meaning.happened + meaning.help) && <p className="soft">{text.meaningNote}</p>}
        </>
      )}
    </section>
  );
}
