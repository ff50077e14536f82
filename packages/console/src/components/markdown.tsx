import type { ReactNode } from 'react';
import Markdown, { type Components, type ExtraProps } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { useText } from '../text/text.ts';
import { CopyWords } from './copy-words.tsx';
import { judgeLink } from './judge-link.ts';
import { shallow, withoutHtml } from './markdown-plugins.ts';
import classes from './markdown.module.css';

/**
 * A text that somebody else wrote, set as markdown. HTML in it stays text, images are not loaded, and links say where
 * they lead. Loaded when the first answer is shown.
 */
export default function SetMarkdown({ text }: { readonly text: string }) {
  return (
    <div className={classes.markdown} dir="auto">
      <Markdown
        remarkPlugins={plugins}
        components={components}
        allowedElements={allowed}
        unwrapDisallowed
        urlTransform={asWritten}
      >
        {text}
      </Markdown>
    </div>
  );
}

const plugins = [withoutHtml, remarkGfm, shallow];

/** Elements that have an address (`a`, `img`) are drawn by us below and judge it themselves. */
const asWritten = (address: string): string => address;

const allowed = (
  'a blockquote br code del em h1 h2 h3 h4 h5 h6 hr img input li ol p pre strong sup table tbody td th ' +
  'thead tr ul'
).split(' ');

const heading = (depth: number) =>
  function Heading({ children }: { readonly children?: ReactNode }) {
    // Below a turn of the talk all headings of an answer are one level, so that no level is ever left out.
    return <h3 data-depth={depth}>{children}</h3>;
  };

const components: Components = {
  a: Link,
  img: UnloadedImage,
  pre: CodeBlock,
  table: WideTable,
  input: TaskMark,
  td: ({ children, style }) => <td style={{ textAlign: style?.textAlign }}>{children}</td>,
  th: ({ children, style }) => <th style={{ textAlign: style?.textAlign }}>{children}</th>,
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(5),
  h6: heading(6),
};

function Link({
  href,
  children,
  node,
}: { readonly href?: string | undefined; readonly children?: ReactNode } & ExtraProps) {
  const text = useText().markdown;
  const words = wordsOf(node);
  const judged = judgeLink(href ?? '', words);
  if (judged.type === 'text') {
    const { address } = judged;
    // Marks inside of the text, such as those of footnotes, lead nowhere else and need no address.
    if (address === '' || address.startsWith('#')) return <span>{children}</span>;
    return (
      <span>
        {children}{' '}
        <span className={classes.address}>
          ({text.noLink}: {address})
        </span>
      </span>
    );
  }
  return (
    <FollowedLink href={judged.href} host={judged.host}>
      {children}
    </FollowedLink>
  );
}

interface FollowedLinkProps {
  readonly href: string;
  readonly host: string | undefined;
  readonly children: ReactNode;
}

function FollowedLink({ href, host, children }: FollowedLinkProps) {
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {/* Words of a link must not turn what stands behind them. */}
        <bdi>{children}</bdi>
      </a>
      {host !== undefined && <span className={classes.address}> ({host})</span>}
    </>
  );
}

/** Loading an image would tell its server that the answer was read, and could carry words of it there. */
function UnloadedImage({
  src,
  alt,
}: {
  readonly src?: string | Blob | undefined;
  readonly alt?: string | undefined;
}) {
  const text = useText().markdown;
  const address = typeof src === 'string' ? src : '';
  const judged = judgeLink(address, address);
  const name = alt === undefined || alt === '' ? '' : ` “${alt}”`;
  return (
    <span>
      {text.image}
      {name}:{' '}
      {judged.type === 'link' ? (
        <FollowedLink href={judged.href} host={judged.host}>
          {address}
        </FollowedLink>
      ) : (
        <span className={classes.address}>{address}</span>
      )}
    </span>
  );
}

function CodeBlock({ children, node }: { readonly children?: ReactNode } & ExtraProps) {
  const text = useText().markdown;
  const code = node?.children[0];
  const names = code?.type === 'element' ? code.properties['className'] : undefined;
  const name: unknown = Array.isArray(names) ? names[0] : undefined;
  const language = typeof name === 'string' ? name.replace('language-', '') : '';
  return (
    <div className={classes.code}>
      <p className={classes.codeName}>
        <span>{text.code(language)}</span>
        <CopyWords value={wordsOf(node)} label={text.copyCode} />
      </p>
      <pre tabIndex={0} dir="ltr">
        {children}
      </pre>
    </div>
  );
}

function WideTable({ children }: { readonly children?: ReactNode }) {
  const text = useText().markdown;
  return (
    <div className={classes.table} role="region" aria-label={text.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}

function TaskMark({ checked }: { readonly checked?: boolean | undefined }) {
  const text = useText().markdown;
  return <em>{checked === true ? text.done : text.toDo}</em>;
}

type Node = ExtraProps['node'];

/** The words inside an element, without its form. */
function wordsOf(node: Node): string {
  if (node === undefined) return '';
  return node.children
    .map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? wordsOf(child) : ''))
    .join('');
}
