import { Button, FileInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImportUnderWay } from 'commonhold/api';
import { useRef, useState } from 'react';
import { bytesText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { type FileResult, importFile } from './read-file.ts';
import classes from './import.module.css';
import { Results } from './results.tsx';

interface Sending {
  readonly name: string;
  readonly id: string;
}

/** The files to read, one after the other, and how far each import is, also those of others. */
export function ChooseFiles({ underWay }: { readonly underWay: readonly ImportUnderWay[] }) {
  const text = useText().imports;
  const queries = useQueryClient();
  const [files, setFiles] = useState<File[]>([]);
  const [results, setResults] = useState<readonly FileResult[]>([]);
  const [sending, setSending] = useState<Sending>();
  const stop = useRef<AbortController>(undefined);
  const work = useMutation({
    mutationFn: async () => {
      const controller = new AbortController();
      stop.current = controller;
      setResults([]);
      for (const file of files) {
        if (controller.signal.aborted) break;
        const { name } = file;
        const begun = (id: string): void => setSending({ name, id });
        const result = await importFile(file, begun, controller.signal).catch(
          (error: unknown): FileResult => ({ name, type: 'failed', error }),
        );
        setResults((before) => [...before, result]);
      }
    },
    onSettled: async () => {
      setSending(undefined);
      setFiles([]);
      await queries.invalidateQueries({ queryKey: ['imports'] });
    },
  });
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
          onChange={setFiles}
          disabled={work.isPending}
        />
        <p className={classes.buttons}>
          <Button type="submit" loading={work.isPending} disabled={files.length === 0}>
            {text.choose.start}
          </Button>
          {work.isPending && (
            <Button variant="default" onClick={() => stop.current?.abort()}>
              {text.choose.stop}
            </Button>
          )}
        </p>
      </form>
      <div role="status">
        {underWay.map((one) => (
          <UnderWay key={one.id} of={one} name={one.id === sending?.id ? sending.name : undefined} />
        ))}
        {results.length > 0 && <Results of={results} />}
      </div>
      <p>{text.choose.command}</p>
      <pre className={classes.command}>{text.choose.commandLine}</pre>
    </section>
  );
}

function UnderWay({ of, name }: { readonly of: ImportUnderWay; readonly name: string | undefined }) {
  const text = useText().imports;
  const size = of.size ?? of.bytes;
  return (
    <div className={classes.underWay}>
      <p>{name === undefined ? text.elsewhere : text.underWay(name)}</p>
      <progress max={Math.max(size, 1)} value={of.bytes} aria-label={name ?? text.elsewhere} />
      <p className="soft figures">
        {text.progress(numberText(of.added), numberText(of.known), bytesText(of.bytes), bytesText(size))}
      </p>
    </div>
  );
}
