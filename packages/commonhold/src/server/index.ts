export type {
  AcceptedLog,
  AcceptedLogs,
  AccessesView,
  AccessView,
  ApprovalContentView,
  ApprovalDecisionsView,
  ApprovalsView,
  ApprovalView,
  AskedChange,
  BodySearchView,
  BodyView,
  CallsPage,
  CallSummaryView,
  CallValuesView,
  CallView,
  ChangeView,
  DecisionView,
  FlowsBy,
  FlowsView,
  FlowView,
  ExplanationView,
  LocalModelView,
  ModelInspectionView,
  ModelsView,
  NodeStatus,
  OpeningRequestView,
  OverviewView,
  OwnerModelsView,
  PairedView,
  PassView,
  PolicyFilesView,
  PolicyView,
  PullView,
  RecommendationView,
  RemovedModelView,
  SeenFactView,
  TryExample,
  TryGroup,
  TryGroupView,
  TryLine,
  TryResult,
  VerificationView,
  WitnessesView,
  CatalogFactView,
  DestinationsView,
  DestinationView,
  FactView,
  WitnessView,
} from './api/index.ts';
export { routeRights } from './api/index.ts';
export { openHome } from './home.ts';
export { readOwnLooks } from './configuration/label-classifier.ts';
export { openModelLibrary } from './models/local-models.ts';
export type { PullMeans } from './models/model-pulls.ts';
export type { RunningNode } from './running-node.ts';
export { startNode } from './start.ts';
export { type KeyAct, leaveKeyAct } from './record/waiting-key-acts.ts';
export { writeOwnerKey } from './owner-key.ts';
