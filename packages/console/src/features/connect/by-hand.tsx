import type { AppByHand } from 'commonhold/api';
import { CopyWords } from '../../components/copy-words.tsx';
import { useText } from '../../text/text.ts';
import classes from './connect.module.css';

interface ByHandProps {
  readonly way: AppByHand['ways'][number];
  readonly keyStandIn: string;
  readonly secret: string | undefined;
}

/** What is written where, as the command would write it. */
export function ByHand({ way: { files, say }, keyStandIn, secret }: ByHandProps) {
  const text = useText().connect.hand;
  const filled = (lines: string): string => lines.replaceAll(keyStandIn, secret ?? keyStandIn);
  const isInHome = files.some(({ path }) => path.startsWith('~'));
  return (
    <>
      {files.map(({ path, text: lines }) => (
        <Lines key={path} path={path} lines={filled(lines)} copy={text.copyFile(path)} />
      ))}
      {files.length > 0 && <p>{isInHome ? text.merge : text.mergeHere}</p>}
      {say.map((one) =>
        typeof one === 'string' ? (
          <p key={one}>{one}</p>
        ) : (
          <Lines key={one.copy.join('\n')} lines={filled(one.copy.join('\n'))} copy={text.copyLines} />
        ),
      )}
    </>
  );
}

interface LinesProps {
  readonly path?: string;
  readonly lines: string;
  readonly copy: string;
}

function Lines({ path, lines, copy }: LinesProps) {
  const text = useText().connect.hand;
  return (
    <div className={classes.lines}>
      {path !== undefined && (
        <p className={classes.file}>
          {text.file} <code>{path}</code>
        </p>
      )}
      <pre tabIndex={0} aria-label={path}>
        {lines.trimEnd()}
      </pre>
      <CopyWords value={lines} label={copy} />
    </div>
  );
}
