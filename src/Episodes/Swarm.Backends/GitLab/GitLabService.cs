using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>How GitLab's refusals are reported.</summary>
internal static class GitLabService
{
    /// <summary>GitLab.</summary>
    public static readonly HttpService Instance = new()
    {
        Name = "GitLab",
        RequestHeader = "x-request-id",
        Unauthorized = new(ErrorCode.GitLabUnauthorized, "The token is not known there, has expired or was revoked: give another one with the scope 'api'."),
        Forbidden = new(
            ErrorCode.GitLabForbidden,
            "The token may not do this: it needs the scope 'api' and the role Developer in the project, Maintainer where the branch is protected or a cancellation is forced."),
        RateLimited = new(ErrorCode.GitLabRateLimited, "Wait that long, or do less at once."),
        NotFound = new(
            ErrorCode.GitLabNotFound,
            "Check group, project and name for spelling; GitLab answers the same for a private project that the token may not see."),
        Moved = new(ErrorCode.GitLabNotFound, "The project was renamed or moved: name it as it is called now, so that certificates name the same one."),
        Conflict = new(ErrorCode.GitLabConflict, "It has changed meanwhile: look at its state and decide anew."),
        Gone = new(ErrorCode.GitLabGone, "Its time is over and GitLab has removed it: run the step again, or keep artifacts longer (expire_in)."),
        Rejected = new(
            ErrorCode.GitLabRejected,
            "Correct what it names: the branch or tag, the pipeline's file, its rules for pipelines of source 'api', or who may set pipeline variables (Settings, CI/CD, Variables)."),
        Unavailable = new(ErrorCode.GitLabUnavailable, "Try again in a while; https://status.gitlab.com tells of outages, and a proxy or GITLAB_HOST may be set wrongly."),
        TimedOut = new(ErrorCode.GitLabTimeout, "Try again, with a longer time-out where the network is slow."),
        ResponseInvalid = new(ErrorCode.GitLabResponseInvalid, "Check that GITLAB_HOST names a GitLab server and that no proxy answers in its place."),
    };
}
