import { useEffect, useState } from 'react';
import { useText } from '../text/text.ts';

/** Nearly everything is there at once; words that come and go within this would only flicker. */
const quietMs = 300;

export function Waiting({ what }: { readonly what?: string }) {
  const text = useText();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="soft" role="status">
      {late ? (what ?? text.frame.waiting) : ''}
    </p>
  );
}
