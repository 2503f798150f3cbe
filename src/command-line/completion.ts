import { inputError } from '../core/errors.js';
import { OPERATIONS } from '../core/operation-names.js';
import { INPUTS, type NamedInput } from '../inputs/index.js';
import { providers } from '../providers/index.js';
import { COMMANDS } from './parse-arguments.js';

const SHELLS = ['bash', 'zsh'] as const;

/**
 * A script that teaches a shell our operations, their inputs and the choices of an input. It is made from the table of
 * inputs and asks nothing while somebody types. Throws `input` for a shell that it is not written for.
 */
export function completion(shell: string | undefined): string {
  if (shell === 'bash') return BASH;
  // zsh reads functions for bash, once it is told to: https://zsh.sourceforge.io/Doc/Release/Completion-System.html
  if (shell === 'zsh') return `autoload -Uz compinit bashcompinit\ncompinit -i\nbashcompinit\n${BASH}`;
  const next = `Write versioned-deploy completion ${SHELLS.join(' or ')}, and load what it prints: source <(versioned-deploy completion bash).`;
  throw inputError(
    'completion',
    shell ?? '',
    shell === undefined ? 'is for one shell.' : 'is no shell it is for.',
    next,
  );
}

/** Inputs that are a file or a folder. */
const FILES = ['path', 'output', 'manifest', 'ignore-file'];

const typed = INPUTS.filter(({ name, secret, workflowOnly }) => name !== 'operation' && !secret && !workflowOnly);

const words = (all: readonly string[]): string => [...new Set(all)].join(' ');

const inputsOf = (operation: string): string =>
  words([...typed.filter(({ operations }) => operations.some((one) => one === operation)).map(optionOf), '--json']);

/** A word of a list is a value, not a key: `--allow older`. */
const optionOf = ({ name }: NamedInput): string => `--${name.startsWith('allow.') ? 'allow' : name}`;

const ALLOWED = typed.flatMap(({ name }) => (name.startsWith('allow.') ? [name.slice('allow.'.length)] : []));

function choicesOf({ name, parse }: NamedInput): string[] {
  if (name === 'provider') return Object.keys(providers);
  const { enum: choices, type } = parse.schema ?? {};
  if (Array.isArray(choices)) return choices.map(String);
  return type === 'boolean' ? ['true', 'false'] : [];
}

const CHOICES = [
  ...typed.map((input) => [`--${input.name}`, words(choicesOf(input))] as const),
  ['--allow', words(ALLOWED)] as const,
].filter(([, choices]) => choices !== '');

const BASH = `_versioned_deploy() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$prev" = "=" ]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${words([...OPERATIONS, ...COMMANDS])}" -- "$cur"))
    return
  fi
  case "$prev" in
    ${FILES.map((name) => `--${name}`).join('|')}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
${CHOICES.map(([name, choices]) => `    ${name}) words="${choices}" ;;`).join('\n')}
  esac
  case "$cur" in
    -*) words="" ;;
    *) if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$cur")); return; fi ;;
  esac
  case "\${COMP_WORDS[1]}" in
${OPERATIONS.map((name) => `    ${name}) words="${inputsOf(name)}" ;;`).join('\n')}
    help) words="${words([...OPERATIONS, ...COMMANDS])}" ;;
    demo) words="${Object.keys(providers).join(' ')}" ;;
    sandbox) words="--port --scale" ;;
    completion) words="${SHELLS.join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _versioned_deploy versioned-deploy
`;
