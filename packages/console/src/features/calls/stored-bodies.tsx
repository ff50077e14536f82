import { CopyButton } from '@mantine/core';
import type { CallView } from 'commonhold/api';
import { useState } from 'react';
import { bytesText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import type { OpenedBody } from './asked-of-the-node.ts';
import { providerWire } from './content.tsx';
import classes from './document.module.css';
import { Shown } from '../../components/shown.tsx';
import shownClasses from '../../components/shown.module.css';
import { hexRows, partEnd, saveFile } from './stored-bytes.ts';

/** Bytes laid out at once, as text and as hexadecimal, which is four times as long. */
const bytesAtOnce = { text: 100 * 1024, hex: 16 * 1024 };
/** More than this no clipboard takes well; the download has everything. */
const copiedBytesMax = 4 * 1024 * 1024;

interface StoredBodiesProps {
  readonly call: CallView;
  readonly bodies: readonly OpenedBody[] | undefined;
}

/** What is stored of a call, byte for byte. */
export function StoredBodies({ call, bodies }: StoredBodiesProps) {
  const { calls, erasing } = useText();
  const text = calls.call;
  return (
    <section>
      <h2>{text.bytes}</h2>
      {call.erased !== undefined && <p className="soft">{erasing.call.bytes}</p>}
      {call.erased === undefined && bodies === undefined && <p className="soft">{text.bytesClosed}</p>}
      {bodies?.map((body) => (
        <StoredBody key={`${body.attempt} ${body.field}`} call={call} body={body} />
      ))}
      {bodies !== undefined && !bodies.some(({ field }) => field === 'sent') && call.attempts > 0 && (
        <p className="soft">{text.sentAsReceived}</p>
      )}
    </section>
  );
}

function StoredBody({ call, body }: { readonly call: CallView; readonly body: OpenedBody }) {
  const words = useText();
  const text = words.calls.call;
  const [form, setForm] = useState<'text' | 'hex'>('text');
  const { attempt, field, bytes } = body;
  const title =
    call.attempts > 1 && field !== 'request'
      ? text.bytesAt(text.bytesOf[field], attempt)
      : text.bytesOf[field];
  const wire = field === 'request' ? call.wire : providerWire(call, attempt);
  return (
    <div className={classes.body}>
      <h3>{title}</h3>
      <p className={classes.actions}>
        <span className="soft">
          {wire}, {bytesText(bytes.length)}
        </span>
        <button
          type="button"
          className="as-link"
          aria-pressed={form === 'text'}
          disabled={form === 'text'}
          onClick={() => setForm('text')}
        >
          {text.asText}
        </button>
        <button
          type="button"
          className="as-link"
          aria-pressed={form === 'hex'}
          disabled={form === 'hex'}
          onClick={() => setForm('hex')}
        >
          {text.asHex}
        </button>
        {bytes.length <= copiedBytesMax && (
          <CopyButton value={new TextDecoder().decode(bytes)}>
            {({ copied, copy }) => (
              <button type="button" className="as-link" onClick={copy}>
                {copied ? words.frame.copied : words.frame.copy}
              </button>
            )}
          </CopyButton>
        )}
        <button
          type="button"
          className="as-link"
          onClick={() => saveFile(bytes, `${call.id}.${attempt}.${field}.bin`, 'application/octet-stream')}
        >
          {text.download}
        </button>
      </p>
      <Bytes key={form} bytes={bytes} form={form} name={title} />
    </div>
  );
}

interface BytesProps {
  readonly bytes: Uint8Array;
  readonly form: 'text' | 'hex';
  readonly name: string;
}

function Bytes({ bytes, form, name }: BytesProps) {
  const text = useText().calls.call;
  const part = bytesAtOnce[form];
  /** Where the parts that are shown end. */
  const [ends, setEnds] = useState<readonly number[]>(() => [partEnd(bytes, 0, part)]);
  const last = ends.at(-1) ?? 0;
  const rest = bytes.length - last;
  return (
    <>
      <pre className={shownClasses.bytes} data-form={form} tabIndex={0} aria-label={name}>
        {ends.map((end, index) => {
          const start = ends[index - 1] ?? 0;
          return form === 'hex' ? (
            <span key={end}>
              {hexRows(bytes, start, end)}
              {'\n'}
            </span>
          ) : (
            <Shown key={end} raw text={new TextDecoder().decode(bytes.subarray(start, end))} />
          );
        })}
      </pre>
      {rest > 0 && (
        <p className={shownClasses.more}>
          <button
            type="button"
            className="as-link"
            onClick={() =>
              setEnds([
                ...ends,
                form === 'hex' ? Math.min(last + part, bytes.length) : partEnd(bytes, last, part),
              ])
            }
          >
            {text.more(bytesText(Math.min(rest, part)), bytesText(rest))}
          </button>
        </p>
      )}
    </>
  );
}
