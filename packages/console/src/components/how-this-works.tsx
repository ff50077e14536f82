import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import architecture from '../../../../ARCHITECTURE.md?raw';
import { answerOf, api } from '../api/client.ts';
import { type PageName, useText } from '../text/text.ts';
import { Digest } from './digest.tsx';
import classes from './how-this-works.module.css';
import { invariantsOf } from './invariants.ts';
import { Problem } from './problem.tsx';
import { Waiting } from './waiting.tsx';

interface HowThisWorksProps {
  readonly page: PageName;
  readonly onClose: () => void;
}

/** What a page shows, which promises of the code it rests on, and that code itself, as this node runs it. */
export default function HowThisWorks({ page, onClose }: HowThisWorksProps) {
  const text = useText();
  const [file, setFile] = useState<string>();
  const { see, invariants, files } = text.how.pages[page] ?? { see: [], invariants: [], files: [] };
  const promises = invariantsOf(architecture);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={file === undefined ? 'lg' : 'min(100%, 60rem)'}
      title={text.how.title(text.pages[page])}
      closeButtonProps={{ 'aria-label': text.how.close }}
    >
      {file === undefined ? (
        <>
          <h2 className={classes.first}>{text.how.see}</h2>
          {see.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
          <h2>{text.how.invariants}</h2>
          <ol className={classes.invariants}>
            {invariants.map((number) => (
              <li key={number} value={number}>
                {promises.get(number)}
              </li>
            ))}
          </ol>
          <h2>{text.how.files}</h2>
          <p>{text.how.filesLead}</p>
          <ul>
            {files.map((path) => (
              <li key={path}>
                <button type="button" className="as-link" onClick={() => setFile(path)}>
                  {path}
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Source path={file} onBack={() => setFile(undefined)} />
      )}
    </Drawer>
  );
}

function Source({ path, onBack }: { readonly path: string; readonly onBack: () => void }) {
  const text = useText();
  const source = useQuery({
    queryKey: ['source', path],
    queryFn: () => answerOf(api.source[':path{.+}'].$get({ param: { path } })),
    staleTime: Infinity,
  });
  return (
    <>
      <button type="button" className="as-link" onClick={onBack}>
        {text.how.back}
      </button>
      <h2 className={classes.first}>{path}</h2>
      {source.isPending && <Waiting />}
      {source.isError && <Problem error={source.error} again={() => void source.refetch()} />}
      {source.data && (
        <>
          <p className="soft">
            {text.how.served(source.data.software, source.data.language)} SHA-256{' '}
            <Digest value={source.data.sha256} />
          </p>
          <pre className={classes.source} tabIndex={0} aria-label={path}>
            {source.data.text.split('\n').map((line, index) => (
              // Lines have no other name than their number, and never change places.
              // oxlint-disable-next-line react/no-array-index-key
              <span key={index} className={classes.line}>
                {line}
                {'\n'}
              </span>
            ))}
          </pre>
        </>
      )}
    </>
  );
}
