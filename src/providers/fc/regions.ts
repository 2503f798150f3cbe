/**
 * The regions that have Function Compute, to tell a misspelt one from a name server that fails. One that is missing
 * here works all the same. https://www.alibabacloud.com/help/en/functioncompute/fc/product-overview/region-availability
 */
export const REGIONS: readonly string[] = [
  ...['cn-hangzhou', 'cn-shanghai', 'cn-qingdao', 'cn-beijing', 'cn-zhangjiakou', 'cn-huhehaote', 'cn-wulanchabu'],
  ...['cn-shenzhen', 'cn-heyuan', 'cn-guangzhou', 'cn-chengdu', 'cn-hongkong', 'ap-northeast-1', 'ap-northeast-2'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7'],
  ...['ap-south-1', 'eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-1', 'me-east-1', 'me-central-1'],
];
