/** The wire shapes this dashboard works with, by the names its pages use. The OpenAPI files are their source. */
import type { components as AutomationComponents } from "@/lib/api/automation";
import type { components as CoreComponents, paths as CorePaths } from "@/lib/api/core";

type Core = CoreComponents["schemas"];
type Automation = AutomationComponents["schemas"];

export type Money = { amount: string; currency: string };

export type User = Core["UserOutput"];
export type Merchant = Core["MerchantOutput"];
export type Store = Core["StoreOutput"];
export type Me = Core["MeOutput"];
export type TwoFactorState = Core["TwoFactorStateOutput"];
export type TwoFactorBegun = Core["TwoFactorBegunOutput"];
export type LoginSession = Core["SessionOutput"];
export type Role = Core["RoleEnum"];
export type Member = Core["MemberOutput"];
export type Invitation = Core["InvitationOutput"];
export type InvitationInput = Core["InvitationCreateInputRequest"];
export type InvitationOffer = Core["InvitationOfferOutput"];
export type TeamRole = Core["RoleOutput"];
export type ApiKey = Core["ApiKeyOutput"];
export type ApiKeyInput = Core["ApiKeyCreateInputRequest"];
export type ApiKeySecret = Core["ApiKeySecretOutput"];
export type AuditEntry = Core["AuditEntryOutput"];
export type AuditQuery = NonNullable<CorePaths["/api/v1/merchants/{merchant_id}/audit"]["get"]["parameters"]["query"]>;
export type StoreChange = Core["PatchedStoreSettingsInputRequest"];
export type StoreInput = Core["StoreCreateInputRequest"];

export type ProductQuery = NonNullable<CorePaths["/api/v1/stores/{store_id}/products"]["get"]["parameters"]["query"]>;
export type OrderQuery = NonNullable<CorePaths["/api/v1/stores/{store_id}/orders"]["get"]["parameters"]["query"]>;
export type CollectionQuery = NonNullable<CorePaths["/api/v1/stores/{store_id}/collections"]["get"]["parameters"]["query"]>;
export type PageQuery = { page?: number; per_page?: number };

export type ProductStatus = Core["ProductStatusEnum"];
export type ProductRow = Core["ProductRowOutput"];
export type Product = Core["ProductOutput"];
export type ProductImage = Core["ImageOutput"];
export type ProductInput = Core["ProductCreateInputRequest"];
export type ProductChange = Core["PatchedProductChangeInputRequest"];
export type OptionInput = Core["OptionWriteRequest"];
export type VariantInput = Core["VariantWriteRequest"];
export type Collection = Core["CollectionOutput"];
export type CollectionInput = Core["CollectionCreateInputRequest"];

export type PaymentStatus = Core["PaymentStatusEnum"];
export type FulfillmentStatus = Core["FulfillmentStatusEnum"];
export type OrderRow = Core["OrderRowOutput"];
export type OrderLine = Core["OrderLineOutput"];
export type Order = Core["OrderOutput"];
export type Address = Core["OrderAddressOutput"];
export type OrdersSummary = Core["OrderSummaryOutput"];

export type ImportJob = Automation["ImportOutput"];
export type ImportStatus = ImportJob["status"];
export type ImportStep = ImportJob["steps"][number];
export type StepName = ImportStep["name"];
export type StepStatus = ImportStep["status"];
export type ImportProblem = ImportJob["errors"][number];
export type ImportItem = Automation["ImportItemOutput"];
export type ImportSource = Automation["PageSourceInputRequest"];
export type ImportOptions = Automation["ImportOptionsInputRequest"];
export type ImportPreview = Automation["PreviewOutput"];

export type Page<Row> = { rows: Row[]; total: number; page: number; perPage: number };

export type Post = Core["PostOutput"];
export type PostInput = Core["PostCreateInputRequest"];
export type ShopPage = Core["PageOutput"];
export type ShopPageInput = Core["PageCreateInputRequest"];
export type ContentRevision = Core["ContentRevisionOutput"];
export type Redirect = Core["RedirectOutput"];
export type SearchSettings = Core["SearchSettingsOutput"];
export type SearchSettingsChange = Core["PatchedSearchSettingsChangeInputRequest"];
export type Readiness = Core["ReadinessOutput"];
export type ReadinessItem = Core["ReadinessItemOutput"];
export type ThemeSetting = Core["ThemeSettingOutput"];
export type SeoRules = Automation["SeoRulesOutput"];
export type ShopMenu = Core["MenuOutput"];
export type SeoRun = Automation["SeoRunOutput"];
export type SeoPageScore = Automation["SeoPageScoreOutput"];
export type SeoProposal = Automation["SeoProposalOutput"];
export type BlogDraft = Automation["BlogPostOutput"];
export type BlogDraftRow = Automation["BlogPostRowOutput"];
export type BlogBrief = Automation["BlogPostCreateInputRequest"];
