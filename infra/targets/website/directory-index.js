/* eslint-disable no-unused-vars -- CloudFront calls it, with no way to import anything */
/* global INDEX -- the first page's name, set in front of this text */

/**
 * A CloudFront Function (viewer-request, cloudfront-js-2.0): a bucket knows files only, people ask for directories.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html. Its JavaScript is
 * version 5.1 with a list of newer features, which eslint.config.mjs holds it to:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
function handler(event) {
  const request = event.request;
  const uri = request.uri;
  const last = uri.slice(uri.lastIndexOf("/") + 1);
  // "/" itself is the default root object's.
  if (last === "") {
    if (uri !== "/") request.uri = uri + INDEX;
    return request;
  }
  // Files under it have no extension by agreement (RFC 8615).
  if (last.includes(".") || uri.startsWith("/.well-known/") || !isOurs(uri)) return request;
  // A redirect and not just the page, since the page's relative links count from the directory.
  const query = request.rawQueryString();
  return {
    statusCode: 302,
    statusDescription: "Found",
    headers: { location: { value: `${uri}/${query ? `?${query}` : ""}` } },
  };
}

/** A browser takes what begins with two slashes, or what it reads as such, for another host. */
function isOurs(uri) {
  return /^\/[!-~]*$/.test(uri) && !/^\/[/\\]/.test(uri);
}
