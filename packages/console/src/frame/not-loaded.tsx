import { Button } from '@mantine/core';
import { useText } from '../text/text.ts';

/** Instead of a page whose files could not be fetched. */
export function NotLoaded() {
  const text = useText().frame;
  return (
    <div role="alert">
      <p>{text.notLoaded}</p>
      <Button variant="default" onClick={() => location.reload()}>
        {text.loadAnew}
      </Button>
    </div>
  );
}
