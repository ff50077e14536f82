export type { AcceptedLog, AcceptedLogs, WitnessView } from './accepted-view.ts';
export type { AccessesView, AccessView, OpeningRequestView } from './accesses.ts';
export type {
  ApprovalContentView,
  ApprovalDecisionsView,
  ApprovalsView,
  ApprovalView,
} from './approvals-view.ts';
export type { AppByHand, AppsView } from './apps-view.ts';
export type { BodySearchView, BodyView } from './calls.ts';
export type {
  AttemptView,
  CallOrigin,
  CallsPage,
  CallStatusView,
  CallSummaryView,
  CallValuesView,
  CallView,
  LeafView,
  Locality,
  PrincipalView,
} from './calls-view.ts';
export { type ApiContext, type ApiEnvironment, apiRoutes, jsonInput } from './context.ts';
export type {
  ConversationDocument,
  ConversationMessage,
  ConversationSummary,
  ConversationView,
} from './conversations.ts';
export type { CatalogFactView, DestinationsView, DestinationView, FactView } from './destinations-view.ts';
export type {
  CatalogModelView,
  EngineView,
  FailureView,
  LicenceView,
  LocalModelView,
  ModelInspectionView,
  ModelsView,
  OwnerModelsView,
  PullProgressView,
  PullsView,
  PullView,
  RecommendationView,
  RemovedModelView,
  VerificationView,
} from './model-views.ts';
export type { BudgetView, CostsBy, CostSumsView, CostsView, CostView } from './costs-view.ts';
export type { MoneyView } from './money-view.ts';
export type { KeyView } from './keys-view.ts';
export { type NodeApi, nodeApi } from './node-api.ts';
export { routeRights } from './route-rights.ts';
export type { PromptInput, PromptView } from './prompt.ts';
export type {
  ProvidedModelView,
  ProviderFinding,
  ProviderModelsView,
  ProviderTestView,
} from './providers-view.ts';
export type { SessionView } from './session.ts';
export type { ErasuresView, ErasureView } from './erasure.ts';
export type {
  ChangeView,
  DecisionView,
  ExplanationView,
  PassView,
  PolicyView,
  RuleView,
  SeenFactView,
} from './policy-view.ts';
export type {
  CheckedPolicyView,
  PolicyFilesView,
  PolicyFileView,
  PolicyProblemView,
  PolicyTestsView,
  ReplacedPolicyView,
  StarterSetView,
} from './policy-files-view.ts';
export type {
  ImportBegun,
  ImportReport,
  ImportResultView,
  ImportsView,
  ImportUnderWay,
} from './imports-view.ts';
export type { NodeStatus, PolicyStatus } from './node-status.ts';
export type { AskedChange, HeadsView, PairedView, WitnessesView } from './witnesses-view.ts';
export type { FlowsBy, FlowSumsView, FlowsView, FlowView } from './flows-view.ts';
export type { OverviewView } from './overview-view.ts';
export type {
  TryExample,
  TryGroup,
  TryGroupView,
  TryInput,
  TryLine,
  TryProgress,
  TryResult,
} from './try-view.ts';
