import { Button } from '@mantine/core';
import { useText } from '../../text/text.ts';
import type { Period } from '../../components/period/period.ts';
import classes from './where.module.css';

/** The same as files. They come from the node, so that they are what the command line gives too. */
export function TakeAway({ period }: { readonly period: Period }) {
  const text = useText().where.take;
  const query = new URLSearchParams({ from: period.from, to: period.to }).toString();
  return (
    <section className={classes.take}>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      <ul>
        <li>
          <a href={`/api/flows.csv?${query}`} download>
            {text.csv}
          </a>
        </li>
        <li>
          <a href={`/api/flows/processing.md?${query}`} download>
            {text.processing}
          </a>
        </li>
        <li>
          <a href={`/api/flows/processing.csv?${query}`} download>
            {text.processingCsv}
          </a>
        </li>
      </ul>
      <p className="soft">{text.processingNote}</p>
      <p>{text.command}</p>
      <pre className="command" tabIndex={0}>
        commonhold flows --from {period.from} --to {period.to}
      </pre>
      <Button variant="default" onClick={() => window.print()}>
        {text.print}
      </Button>
    </section>
  );
}
