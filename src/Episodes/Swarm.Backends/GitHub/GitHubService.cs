using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>How GitHub's refusals are reported.</summary>
internal static class GitHubService
{
    /// <summary>GitHub.</summary>
    public static readonly HttpService Instance = new()
    {
        Name = "GitHub",
        RequestHeader = "x-github-request-id",
        Unauthorized = new(ErrorCode.GitHubUnauthorized, "The token is not known there, has expired or was revoked: give another one, or sign in with 'gh auth login'."),
        Forbidden = new(
            ErrorCode.GitHubForbidden,
            "The token may not do this: it needs 'Actions: read and write' and 'Contents: read' "
            + "on the repository (a classic token: 'repo' and 'workflow'), and single sign-on where the organisation asks for it."),
        RateLimited = new(ErrorCode.GitHubRateLimited, "Wait that long, or do less at once."),
        NotFound = new(
            ErrorCode.GitHubNotFound,
            "Check owner, repository and name for spelling; GitHub answers the same for a private repository that the token may not see."),
        Moved = new(ErrorCode.GitHubNotFound, "The repository was renamed or moved: name it as it is called now, so that certificates name the same one."),
        Conflict = new(ErrorCode.GitHubConflict, "It has changed meanwhile: look at its state and decide anew."),
        Gone = new(ErrorCode.GitHubGone, "Its retention time is over and GitHub has removed it: run the step again, or keep artifacts longer (retention-days)."),
        Rejected = new(ErrorCode.GitHubRejected, "Correct what it names: the inputs that the workflow declares, the branch or tag, or whether it has a workflow_dispatch trigger."),
        Unavailable = new(ErrorCode.GitHubUnavailable, "Try again in a while; https://www.githubstatus.com tells of outages, and a proxy or GH_HOST may be set wrongly."),
        TimedOut = new(ErrorCode.GitHubTimeout, "Try again, with a longer time-out where the network is slow."),
        ResponseInvalid = new(ErrorCode.GitHubResponseInvalid, "Check that GH_HOST names a GitHub server and that no proxy answers in its place."),
    };
}
