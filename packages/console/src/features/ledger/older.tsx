interface OlderProps {
  readonly words: string;
  readonly isPending: boolean;
  readonly onMore: () => void;
}

/** Goes on to the next page of a list, which is added to what is shown. */
export function Older({ words, isPending, onMore }: OlderProps) {
  return (
    <p>
      <button type="button" className="as-link" disabled={isPending} onClick={onMore}>
        {words}
      </button>
    </p>
  );
}
