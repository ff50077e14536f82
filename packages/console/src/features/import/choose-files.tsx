import { Button, FileInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImportUnderWay } from 'commonhold/api';
import { useRef, useState } from 'react';
import { bytesText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { Looks } from './looks.tsx';
import { type FileLook, type FileResult, importFile, lookAt } from './read-file.ts';
import classes from './import.module.css';
import { Results } from './results.tsx';

interface Sending {
  readonly name: string;
  readonly id: string;
}

/** The files to read, one after the other: first looked at, then imported; and how far each import is, also those of others. */
export function ChooseFiles({ underWay }: { readonly underWay: readonly ImportUnderWay[] }) {
  const text = useText().imports;
  const queries = useQueryClient();
  const [files, setFiles] = useState<File[]>([]);
  const [looks, setLooks] = useState<readonly FileLook[]>([]);
  const [results, setResults] = useState<readonly FileResult[]>([]);
  const [sending, setSending] = useState<Sending>();
  const stop = useRef<AbortController>(undefined);
  const beginning = (): AbortSignal => {
    stop.current = new AbortController();
    return stop.current.signal;
  };
  const begun = ({ name }: File) => {
    return (id: string): void => setSending({ name, id });
  };
  const over = (): void => setSending(undefined);

  const look = useMutation({
    mutationFn: async (chosen: readonly File[]) => {
      const signal = beginning();
      setLooks([]);
      setResults([]);
      for (const file of chosen) {
        const one = signal.aborted
          ? ({ type: 'stopped', file } as const)
          : await lookAt(file, begun(file), signal).catch((error: unknown): FileLook => ({
              type: 'failed',
              file,
              error,
            }));
        setLooks((before) => [...before, one]);
      }
    },
    onSettled: over,
  });
  const work = useMutation({
    mutationFn: async () => {
      const signal = beginning();
      for (const one of looks) {
        if (one.type !== 'looked') continue;
        const { file, result: seen } = one;
        const { name } = file;
        const result = signal.aborted
          ? ({ name, type: 'stopped', added: 0 } as const)
          : await importFile(file, seen.digest, begun(file), signal).catch((error: unknown): FileResult => ({
              name,
              type: 'failed',
              error,
            }));
        setResults((before) => [...before, result]);
      }
    },
    onSettled: async () => {
      over();
      setFiles([]);
      setLooks([]);
      await queries.invalidateQueries({ queryKey: ['imports'] });
    },
  });
  const isBusy = look.isPending || work.isPending;
  const canImport = !isBusy && looks.some(({ type }) => type === 'looked');
  return (
    <section>
      <h2>{text.choose.title}</h2>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          work.mutate();
        }}
      >
        <FileInput
          multiple
          label={text.choose.label}
          description={text.choose.help}
          placeholder={text.choose.placeholder}
          accept=".jsonl,.json,.csv,.zip"
          value={files}
          onChange={(chosen) => {
            setFiles(chosen);
            if (chosen.length > 0) look.mutate(chosen);
            else setLooks([]);
          }}
          disabled={isBusy}
        />
        <div role="status">
          {underWay.map((one) => (
            <UnderWay key={one.id} of={one} name={one.id === sending?.id ? sending.name : undefined} />
          ))}
          {looks.length > 0 && <Looks of={looks} />}
          {results.length > 0 && <Results of={results} />}
        </div>
        <p className={classes.buttons}>
          <Button type="submit" loading={isBusy} disabled={!canImport}>
            {text.choose.start}
          </Button>
          {isBusy && (
            <Button variant="default" onClick={() => stop.current?.abort()}>
              {text.choose.stop}
            </Button>
          )}
          {canImport && (
            <Button
              variant="default"
              onClick={() => {
                setFiles([]);
                setLooks([]);
              }}
            >
              {text.choose.leave}
            </Button>
          )}
        </p>
      </form>
      <p>{text.choose.command}</p>
      <pre className={classes.command}>{text.choose.commandLine}</pre>
    </section>
  );
}

function UnderWay({ of, name }: { readonly of: ImportUnderWay; readonly name: string | undefined }) {
  const text = useText().imports;
  const size = of.size ?? of.bytes;
  const words = of.isDry ? text.looking : text.underWay;
  const progress = of.isDry ? text.lookProgress : text.progress;
  return (
    <div className={classes.underWay}>
      <p>{name === undefined ? text.elsewhere : words(name)}</p>
      <progress max={Math.max(size, 1)} value={of.bytes} aria-label={name ?? text.elsewhere} />
      <p className="soft figures">
        {progress(numberText(of.added), numberText(of.known), bytesText(of.bytes), bytesText(size))}
      </p>
    </div>
  );
}
