import { codecs } from './codecs.ts';
import { describeCodec } from './codec.contract.ts';

for (const codec of Object.values(codecs)) describeCodec(codec);
