import { Textarea } from '@mantine/core';
import { type Text, useText } from '../../text/text.ts';
import { checkSchema } from './settings.ts';

interface SchemaFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A JSON schema, with what is wrong about it said while it is written. */
export function SchemaField({ value, onChange }: SchemaFieldProps) {
  const text = useText().ask.settings;
  const { problem, note } = judged(value, text);
  return (
    <>
      <Textarea
        label={text.schema}
        description={text.schemaHelp}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={problem}
        autosize
        minRows={4}
        maxRows={16}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.875rem' } }}
      />
      {note !== undefined && <p className="soft">{note}</p>}
    </>
  );
}

function judged(value: string, text: Text['ask']['settings']): { problem?: string; note?: string } {
  const check = checkSchema(value);
  switch (check.type) {
    case 'none':
      return { note: text.schemaNone };
    case 'valid':
      return { note: text.schemaValid };
    case 'not-json':
      return { problem: text.schemaNotJson(check.detail) };
    case 'not-an-object':
      return { problem: text.schemaNotObject };
  }
}
