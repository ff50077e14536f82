export { answerPieces } from './answer-pieces.ts';
export { amountText, type Budget, budgetText, type CallerLimits, moneyText, parseBudget } from './budget.ts';
export type {
  Call,
  ContinueAnswer,
  CountCall,
  EmbedCall,
  EmbedInput,
  GenerateCall,
  Operation,
  OutputFormat,
  Sampling,
  Tool,
  ToolChoice,
} from './call.ts';
export { collect, Collector, type Choice, type Reply } from './collect.ts';
export { answerToContinue } from './continue-answer.ts';
export { type Cost, costsNothing, nanosPerUnit } from './cost.ts';
export { agentsMachine, type Destination, transferBases } from './destination.ts';
export type {
  AudioPart,
  Extra,
  FilePart,
  ImagePart,
  InputPart,
  Message,
  OutputPart,
  ReasoningPart,
  RefusalPart,
  TextPart,
  ToolCallPart,
  WireName,
} from './message.ts';
export type { EngineFacts, FinishReason, Part, TokenAlternative, TokenLogprob } from './part.ts';
export type { KeyScope, Principal } from './principal.ts';
export { isRegion, regionGroups, regionsOf, regionTables } from './regions.ts';
export { toolTexts } from './tool-results.ts';
export { bytesPerToken, estimateUsage, type Usage } from './usage.ts';
