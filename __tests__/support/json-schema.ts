export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  pattern?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  description?: string;
}

/** Does the schema take the value? As much of JSON Schema as ours uses; `root` holds the definitions. */
export function allows(schema: Schema, value: unknown, root: Schema = schema): boolean {
  const target = schema.$ref ? root.$defs?.[schema.$ref.replace('#/$defs/', '')] : schema;
  if (!target) throw new Error(`There is no ${schema.$ref}.`);
  if (target.anyOf && !target.anyOf.some((one) => allows(one, value, root))) return false;
  if (target.enum && !target.enum.includes(value)) return false;
  if (!allowsType(target, value)) return false;
  if (target.pattern && typeof value === 'string' && !new RegExp(target.pattern).test(value)) return false;
  if (Array.isArray(value)) return value.every((item) => !target.items || allows(target.items, item, root));
  if (typeof value !== 'object' || value === null) return true;
  return allowsKeys(target, value, root);
}

function allowsType({ type }: Schema, value: unknown): boolean {
  if (type === undefined) return true;
  const kind = Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : Number.isInteger(value)
        ? 'integer'
        : typeof value;
  const kinds = [type].flat();
  return kinds.includes(kind) || (kind === 'integer' && kinds.includes('number'));
}

function allowsKeys({ properties, additionalProperties, required = [] }: Schema, value: object, root: Schema): boolean {
  if (!required.every((name) => name in value)) return false;
  return Object.entries(value).every(([key, inner]) => {
    const known = properties?.[key] ?? additionalProperties;
    if (known === undefined || typeof known === 'boolean') return known !== false;
    return allows(known, inner, root);
  });
}
