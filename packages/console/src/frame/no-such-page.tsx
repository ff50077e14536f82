import { Link } from 'wouter';
import { useText } from '../text/text.ts';

export function NoSuchPage() {
  const text = useText();
  return (
    <>
      <h1>{text.frame.noSuchPage}</h1>
      <p>
        {text.frame.noSuchPageHelp} <Link href="/">{text.pages.home}</Link>
      </p>
    </>
  );
}
