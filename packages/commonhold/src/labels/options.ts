import { z } from 'zod';
import { builtInLabels, label } from './label.ts';
import { presidioLabels, presidioOptions } from './presidio.ts';

/** More lists than this are one list that somebody should join. */
const dictionariesMax = 100;
/** Terms that are written into commonhold.yaml; more belong in a file. */
const inlineTermsMax = 1000;

/** A list of the owner's own terms: in a file of the folder `labels` with one a line, or here. */
const dictionaryOptions = z
  .strictObject({
    label,
    /** In the home folder's `labels/`; a name and no path, so that nothing else can be read by it. */
    file: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'the name of a file in the folder labels')
      .optional(),
    terms: z.array(z.string().min(2).max(200)).max(inlineTermsMax).optional(),
  })
  .refine(({ file, terms }) => (file === undefined) !== (terms === undefined), 'has either file or terms');

/** More lines than this are patterns that somebody should join. */
const sourcesMax = 1000;
/** Names of tools are shorter; the vendors allow 64 to 128 characters. */
const toolNameMax = 200;
/** A few pieces say everything that names of tools have in common. */
const starsMax = 8;

/** What a tool brings is of a class, because the owner says so. */
const sourceOptions = z.strictObject({
  /** A name, in which `*` stands for any characters; `*` alone is every tool. */
  tool: z
    .string()
    .min(1)
    .max(toolNameMax)
    .refine((tool) => tool.split('*').length - 1 <= starsMax, `has at most ${starsMax} stars`),
  label,
  /** Also what the tool is given. */
  arguments: z.boolean().default(false),
});

/** `labels:` in commonhold.yaml. */
export const labelOptions = z
  .strictObject({
    /** Whether what leaves and what comes back is looked through. Off, only declared labels hold. */
    detect: z.enum(['on', 'off']).default('on'),
    /** What stands in place of a value where a rule asks for pseudonyms. */
    pseudonyms: z.enum(['tokens', 'realistic']).default('tokens'),
    /** The owner's own labels, lower case. */
    own: z
      .array(
        label.refine((name) => !(builtInLabels as readonly string[]).includes(name), 'is built in already'),
      )
      .default([]),
    dictionary: z.array(dictionaryOptions).max(dictionariesMax).default([]),
    /** Classes of what tools bring. */
    sources: z.array(sourceOptions).max(sourcesMax).default([]),
    /** Whether texts that were sent with declared labels keep them when a client sends them again without. */
    resent: z.enum(['on', 'off']).default('on'),
    /** A stronger detector beside this node, which is asked about every text. */
    presidio: presidioOptions.optional(),
  })
  .superRefine((value, context) => {
    for (const list of ['dictionary', 'sources'] as const) {
      for (const [position, { label: name }] of value[list].entries()) {
        if ((builtInLabels as readonly string[]).includes(name) || value.own.includes(name)) continue;
        context.addIssue({
          code: 'custom',
          path: [list, position, 'label'],
          message: `there is no label named ${name}; name it under labels.own`,
        });
      }
    }
    for (const { path, label: name } of value.presidio === undefined ? [] : presidioLabels(value.presidio)) {
      if ((builtInLabels as readonly string[]).includes(name) || value.own.includes(name)) continue;
      context.addIssue({
        code: 'custom',
        path: ['presidio', ...path],
        message: `there is no label named ${name}; name it under labels.own`,
      });
    }
  });
