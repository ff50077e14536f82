import { bytesText } from '#base';
import { builtInCatalog, defaultModelName } from '#models';
import type { Check } from './check.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import type { ModelFile } from './model-files.ts';
import type { Situation } from './situation.ts';

/** The model files against what was noted when they came, and whether the default model is among them. */
export const modelsCheck: Check = {
  name: 'models',
  group: 'Home folder',
  async look(situation) {
    const { unreadable, files, known, parts } = situation.models;
    if (unreadable !== undefined) {
      return [
        unknown(
          `The models folder ${situation.world.paths.models} cannot be read: ${unreadable}.`,
          'Check that it is a folder of yours, and that the files in it may be read.',
        ),
      ];
    }
    const wrong = files.flatMap(problemOf);
    const odd = known.flatMap(({ path, pin, problem, name }): Observation[] => {
      if (pin === 'differs') {
        return [
          attention(
            `${path} has the name of a file of the catalog and not its SHA-256.`,
            `If you did not put another file there yourself, run "commonhold models remove ${name}" and pull it again.`,
          ),
        ];
      }
      if (problem === undefined) return [];
      return [attention(`${path}: ${problem}.`, `It is called ${name}; give one of the two another name.`)];
    });
    const unfinished = parts.map(({ file, bytes }) =>
      attention(
        `${file} holds ${bytesText(bytes)} of a fetch that is under way or was broken off.`,
        'If none is under way, pull the model again, which goes on from there, or delete the file.',
      ),
    );
    return [defaultModel(situation), ...all(situation, wrong.length), ...wrong, ...odd, ...unfinished];
  },
};

function all({ models, wishes }: Situation, wrong: number): Observation[] {
  const { files } = models;
  const fine = files.length - wrong;
  if (fine <= 0) return [];
  const bytes = bytesText(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const which = `${fine} of ${files.length} model files (${bytes} in all)`;
  return [
    good(
      wishes.thorough
        ? `The SHA-256 of ${which} was computed again and is the one that was noted.`
        : `Size and time of ${which} are as noted; --thorough also computes the SHA-256 again.`,
    ),
  ];
}

function problemOf({ file, sizeBytes, noted, sha256 }: ModelFile): Observation[] {
  if (noted === undefined) {
    return [
      attention(
        `${file} (${bytesText(sizeBytes)}) was not looked at yet, so its SHA-256 is not known.`,
        'Run "commonhold models list", or start the node: either computes it.',
      ),
    ];
  }
  if (noted.sizeBytes !== sizeBytes) {
    return [
      broken(
        `${file} has ${sizeBytes} bytes and had ${noted.sizeBytes} when it was noted.`,
        'If you did not change the file, remove it and get it again; if you did, "commonhold models list" takes it over.',
      ),
    ];
  }
  if (sha256 !== undefined && sha256 !== noted.sha256) {
    return [
      broken(
        `${file} has the SHA-256 ${sha256} and had ${noted.sha256} when it was noted.`,
        'Remove the file and get it again: its bytes changed, by a failing disk or by somebody.',
      ),
    ];
  }
  if (!noted.sameTime && sha256 === undefined) {
    return [
      attention(
        `${file} was written to since it was noted; its size is the same.`,
        'Run "commonhold doctor --thorough", which compares its SHA-256.',
      ),
    ];
  }
  return [];
}

function defaultModel({ configuration, models, world }: Situation): Observation {
  if (configuration.type === 'invalid') {
    return unknown(
      'Which model is the default cannot be told from this configuration.',
      'Correct commonhold.yaml first.',
    );
  }
  const { engine, routes, providers } = configuration.value;
  const name = engine.defaultModel;
  const entry = models.known.find((model) => model.name === name);
  if (entry !== undefined) {
    const licence = entry.row === undefined ? '' : `, ${entry.row.licence.id}`;
    return good(`The default model ${name} is here (${bytesText(entry.sizeBytes)}${licence}).`);
  }
  if (Object.hasOwn(routes, name)) return good(`The default model ${name} is a route of commonhold.yaml.`);
  const offering = Object.entries(providers).find(([, row]) => row.models.includes(name));
  if (offering !== undefined)
    return good(`The default model ${name} is offered by the provider ${offering[0]}.`);
  const seen = `The default model ${name} is not in ${world.paths.models}.`;
  if (name === defaultModelName) {
    return attention(seen, `Run "commonhold models pull ${name}"; a start without --offline fetches it too.`);
  }
  const inCatalog = builtInCatalog().some((row) => row.name === name);
  return broken(
    seen,
    inCatalog
      ? `Run "commonhold models pull ${name}".`
      : 'Add its file with "commonhold models add", or name another under engine.defaultModel.',
  );
}
