import { didYouMean } from '../../core/did-you-mean.js';
import { inputError } from '../../core/errors.js';
import { holdsSecret, namesSecret } from '../../core/redact-secrets.js';
import { isProviderName, PROVIDERS } from '../../providers/index.js';
import { INPUTS } from '../index.js';
import { hasVariables, textOf, textsIn, variablesOf, withoutVariables } from './expand-variables.js';
import { addProblem, type Reading, tryAt } from './problem-at.js';
import type { Entry } from './types.js';

/**
 * Is the value what its input takes, and no secret? What is wrong is kept in `reading`, a secret without its text.
 * A value with variables is looked at again when they are expanded.
 */
export function checkValue(reading: Reading, name: string, { value, place }: Entry): boolean {
  for (const { key, text } of textsIn(value)) {
    const hidden = variablesOf(text).find(namesSecret);
    if (hidden !== undefined) {
      const next = 'A payload, a URL or a name is printed. Give secrets to the inputs that are made for them.';
      addProblem(reading, place, `\`${name}\` would show the secret of the variable ${hidden}.`, next);
      return false;
    }
    if (holdsSecret(withoutVariables(text)) || (namesSecret(key) && text !== '' && !hasVariables(text))) {
      const next = 'Take it out of the file and its history, and replace the key: whoever may read the code has it.';
      addProblem(reading, place, `\`${name}\` looks like a secret, and this file is none.`, next);
      return false;
    }
  }
  if (textsOf(value).some(hasVariables)) return true;
  return tryAt(reading, place, () => parseValue(name, textOf(value))) !== undefined;
}

const textsOf = (value: Entry['value']): string[] => [...textsIn(value)].map(({ text }) => text);

/** Throws `input` when the text is not what the input takes. */
export function parseValue(name: string, text: string): true {
  if (name === 'provider') refuseUnknownProvider(text);
  else if (text !== '') INPUTS.find((input) => input.name === name)?.parse(text, name);
  return true;
}

function refuseUnknownProvider(provider: string): void {
  if (isProviderName(provider)) return;
  const next = `${didYouMean(provider.toLowerCase(), PROVIDERS)}Use one of: ${PROVIDERS.join(', ')}.`;
  throw inputError('provider', provider, 'is not one of the choices.', next);
}
