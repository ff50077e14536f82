import { Checkbox, Group, TextInput } from '@mantine/core';
import { useText } from '../../text/text.ts';
import classes from './keys.module.css';
import { operationNames, type Terms, wireNames } from './key-terms.ts';

interface TermFieldsProps {
  readonly terms: Terms;
  readonly onChange: (part: Partial<Terms>) => void;
}

/** Until when a key holds, what it is for, and how much: the same fields for a new key and for one that is changed. */
export function TermFields({ terms, onChange }: TermFieldsProps) {
  const { keys } = useText();
  const words = keys.terms;
  const field = (name: 'expires' | 'models' | 'requests' | 'tokens' | 'concurrent' | 'budgets') => (
    <TextInput
      label={words[name]}
      description={words.help[name]}
      inputMode={name === 'requests' || name === 'tokens' || name === 'concurrent' ? 'numeric' : 'text'}
      value={terms[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  const choices = (name: 'wires' | 'operations', all: readonly (readonly [string, string])[]) => (
    <Checkbox.Group
      label={words[name]}
      description={words.help[name]}
      value={[...terms[name]]}
      onChange={(chosen) => onChange({ [name]: chosen })}
    >
      <Group gap="0.5rem 1.25rem" className={classes.choices}>
        {all.map(([value, label]) => (
          <Checkbox key={value} value={value} label={label} />
        ))}
      </Group>
    </Checkbox.Group>
  );
  return (
    <>
      {field('expires')}
      {field('models')}
      {choices(
        'operations',
        operationNames.map((name) => [name, keys.operations[name]]),
      )}
      {choices(
        'wires',
        wireNames.map((name) => [name, name]),
      )}
      {field('budgets')}
      {field('requests')}
      {field('tokens')}
      {field('concurrent')}
    </>
  );
}
