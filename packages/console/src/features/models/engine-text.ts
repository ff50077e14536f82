import type { EngineView } from 'commonhold/api';
import { durationText, numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';

/** The state of a model's engine in words, and whether it is one that somebody should look at. */
export function useEngineText(engine: EngineView): { readonly words: string; readonly isFailure: boolean } {
  const text = useText().models;
  const say = (words: string, isFailure = false) => ({ words: text.sentence([words]), isFailure });
  switch (engine.state) {
    case 'idle':
      return say(text.engine.idle);
    case 'loading':
      return say(text.engine.loading);
    case 'ready': {
      const { words } = say(text.engine.ready(engine.running, engine.waiting));
      return { words: `${words} ${text.engine.context(numberText(engine.contextTokens))}`, isFailure: false };
    }
    case 'crashed':
      return say(text.engine.crashed(engine.detail, durationText(engine.restartInMs)), true);
    case 'failed': {
      const { message, hint } = engine.error;
      return { words: text.capital(text.engine.failed(message, hint)), isFailure: true };
    }
  }
}
