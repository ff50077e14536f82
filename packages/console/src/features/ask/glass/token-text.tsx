import { type KeyboardEvent, memo, type PointerEvent, type Ref, useEffect, useId, useRef } from 'react';
import { useText } from '../../../text/text.ts';
import { bandOf, type Token } from '../tokens.ts';
import classes from './glass.module.css';
import { neighbourLine } from './neighbour-line.ts';
import { tokenInText } from './token-words.ts';

interface TokenTextProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly tokens: readonly Token[];
  readonly at: number | undefined;
  readonly onMove: (at: number) => void;
  readonly onEnter: () => void;
}

/**
 * The tokens in their places. There can be thousands, so they are drawn once; the one that is looked at is marked on
 * the element itself, and one listener serves all of them.
 */
export function TokenText({ ref, tokens, at, onMove, onEnter }: TokenTextProps) {
  const text = useText().ask.glass;
  const name = useId();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const marked = at === undefined ? undefined : elementAt(box.current, at);
    marked?.setAttribute('aria-selected', 'true');
    return () => marked?.setAttribute('aria-selected', 'false');
  }, [at]);

  const move = (to: number): void => {
    if (to < 0 || to >= tokens.length) return;
    onMove(to);
    elementAt(box.current, to)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = at ?? -1;
    const line = (direction: 1 | -1): number =>
      box.current && at !== undefined ? neighbourLine(box.current.children, at, direction) : 0;
    switch (event.key) {
      case 'ArrowRight':
        move(from + 1);
        break;
      case 'ArrowLeft':
        move(from - 1);
        break;
      case 'ArrowDown':
        move(line(1));
        break;
      case 'ArrowUp':
        move(line(-1));
        break;
      case 'Home':
        move(0);
        break;
      case 'End':
        move(tokens.length - 1);
        break;
      case 'Enter':
        onEnter();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  const onPointer = (event: PointerEvent): void => {
    const index = event.target instanceof HTMLElement ? event.target.dataset['token'] : undefined;
    if (index !== undefined) onMove(Number(index));
  };
  return (
    <div
      ref={(element) => {
        box.current = element;
        if (typeof ref === 'function') ref(element);
        else if (ref) ref.current = element;
      }}
      className={classes.text}
      role="listbox"
      aria-label={text.text}
      aria-activedescendant={at === undefined ? undefined : `${name}${at}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => at === undefined && onMove(0)}
      // A page that scrolls under a mouse at rest moves no token: only the mouse does.
      onPointerMove={(event) =>
        event.pointerType === 'mouse' && (event.movementX !== 0 || event.movementY !== 0) && onPointer(event)
      }
      onPointerDown={onPointer}
    >
      <AllTokens tokens={tokens} name={name} />
    </div>
  );
}

interface AllTokensProps {
  readonly tokens: readonly Token[];
  readonly name: string;
}

const AllTokens = memo(function AllTokens({ tokens, name }: AllTokensProps) {
  const words = useText().ask.glass;
  return tokens.map((token, index) => (
    // A token has no other name than its place.
    // oxlint-disable-next-line react/no-array-index-key
    <span
      key={index}
      id={`${name}${index}`}
      role="option"
      aria-selected={false}
      data-token={index}
      // Of spaces alone nothing would be heard.
      aria-label={
        token.text.trim() === '' ? (token.text.includes('\n') ? words.newLine : words.space) : undefined
      }
      data-band={bandOf(token)}
      className={classes.token}
    >
      {tokenInText(token)}
    </span>
  ));
});

function elementAt(box: HTMLElement | null, at: number): Element | undefined {
  return box?.children[at];
}
