import { DeployError } from '../../core/errors.js';
import type { AdminApi } from './admin-api.js';
import type { FunctionReference } from './connection.js';
import type { FunctionRow } from './parse-responses.js';

/** A function as far as it is known: a UUID needs no request. */
export interface ResolvedFunction {
  id: string;
  /** just read, when it had to be looked up */
  row?: FunctionRow;
}

/** The function's UUID. Throws `vendor` when there is no such function, or more than one. */
export async function resolveFunction(wanted: FunctionReference, api: AdminApi): Promise<ResolvedFunction> {
  if ('id' in wanted) return wanted;
  const { name, project } = wanted;
  const projectId = await projectIdOf(project, api);
  const found = await api.findFunctions(name, projectId);
  const [row, ...others] = found.filter((candidate) => candidate.name === name);
  if (!row)
    throw functionNotFound(
      name,
      project && ('slug' in project ? `the project "${project.slug}"` : `the project ${project.id}`),
    );
  if (others.length > 0) throw ambiguousName(name, [row, ...others]);
  return { id: row.id, row };
}

type ProjectReference = Extract<FunctionReference, { name: string }>['project'];

/** undefined: no project was named. */
const projectIdOf = async (project: ProjectReference, api: AdminApi): Promise<string | undefined> =>
  project && ('id' in project ? project.id : idOfSlug(project.slug, api));

/** The names of all functions of the project, or of all that the key may see; a UUID where two have one name. */
export async function listNames(wanted: FunctionReference, api: AdminApi): Promise<string[]> {
  const rows = await api.findFunctions(undefined, 'id' in wanted ? undefined : await projectIdOf(wanted.project, api));
  const alone = (name: string) => rows.filter((row) => row.name === name).length === 1;
  return rows.map(({ id, name }) => (alone(name) ? name : id));
}

async function idOfSlug(slug: string, api: AdminApi): Promise<string> {
  const [project] = await api.findProjects(slug);
  if (project) return project.id;
  throw new DeployError('vendor', `Invoke has no project with the slug "${slug}", or this key may not see it.`, {
    next: 'Look up the slug in the project’s settings, or write the project’s UUID as `project`.',
    status: 404,
  });
}

function functionNotFound(name: string, project: string | undefined): DeployError {
  const where = project ?? 'the projects that this key can see';
  return new DeployError('vendor', `Invoke has no function "${name}" in ${where}.`, {
    next: project
      ? 'Check the name, or create the function first.'
      : 'Check the name, name its `project`, or create the function first.',
    status: 404,
  });
}

function ambiguousName(name: string, rows: FunctionRow[]): DeployError {
  const places = rows.map(({ projectName, projectId, id }) => `${projectName ?? projectId ?? 'no project'} (${id})`);
  return new DeployError('refused', `${rows.length} functions are named "${name}": in ${places.join(', ')}.`, {
    next: 'Say which: write `project`, or the UUID as `function`.',
  });
}
