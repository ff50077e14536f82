import { CopyWords } from '../../components/copy-words.tsx';
import { visibleControls } from '../../components/visible-controls.ts';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import classes from './models.module.css';

/** The program in the file that turns a conversation into what the model reads, as text. */
export function ChatTemplate({ text: template }: { readonly text: string }) {
  const text = useText().models.one;
  const lines = template.split('\n').length;
  return (
    <section aria-labelledby="template">
      <h2 id="template">{text.templateTitle}</h2>
      <p className="soft">{text.templateHelp}</p>
      <details>
        <summary>{text.templateShow(numberText(lines))}</summary>
        <p>
          <CopyWords value={template} label={text.copyTemplate} />
        </p>
        <pre className={classes.template} tabIndex={0} aria-label={text.templateTitle}>
          {visibleControls(template)}
        </pre>
      </details>
    </section>
  );
}
