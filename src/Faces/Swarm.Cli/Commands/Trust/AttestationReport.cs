using System.Globalization;
using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Verification.Attestations;
using Swarm.Verification.Roots;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Writes verdicts on Sigstore bundles.</summary>
internal static class AttestationReport
{
    /// <summary>The report of a verdict.</summary>
    public static Report Of(AttestationVerdict verdict) => new()
    {
        ArtifactHash = verdict.SubjectDigest.ToString(),
        Errors = verdict.IsValid ? [] : [ErrorEntry.From(ErrorCode.AttestationInvalid, verdict.Reason)],
        ExitCode = verdict.IsValid ? ExitCodes.Success : ExitCodes.Of(ErrorCode.AttestationInvalid),
        Quiet = [],
        Json = json =>
        {
            json.Flag("is_valid", verdict.IsValid);
            json.Text("reason", verdict.Reason);
            foreach (var (name, value) in Observed(verdict))
            {
                json.Text(name.Replace(' ', '_'), value);
            }

            json.Array("times", verdict.Times, time => json.Object(() =>
            {
                json.Text("time", Format(time.Time));
                json.Text("source", time.Source);
            }));
            json.Text("trusted_root_sha256", verdict.Root?.Sha256.ToString());
            CheckReport.Write(json, verdict.Checks);
        },
        Text = text =>
        {
            (string, string?)[] fields =
            [
                ("verdict", verdict.IsValid ? "valid" : "invalid"),
                ("reason", verdict.Reason),
                .. Observed(verdict),
                .. verdict.Times.Select(time => ("signed at", (string?)$"{Format(time.Time)}, by {time.Source}")),
            ];
            text.Fields([.. fields.Where(field => field.Item2 is not null)]);
            text.Line();
            CheckReport.Write(text, verdict.Checks);
        },
    };

    private static IEnumerable<(string Name, string? Value)> Observed(AttestationVerdict verdict) =>
    [
        ("trusted root", Name(verdict.Root)),
        ("identity", verdict.Identity),
        ("issuer", verdict.Issuer),
        ("source repository", verdict.Claims?.SourceRepository),
        ("source repository id", verdict.Claims?.SourceRepositoryId),
        ("source owner", verdict.Claims?.SourceOwner),
        ("source owner id", verdict.Claims?.SourceOwnerId),
        ("source commit", verdict.Claims?.SourceCommit),
        ("source ref", verdict.Claims?.SourceRef),
        ("signer workflow", verdict.Claims?.SignerWorkflow),
        ("signer commit", verdict.Claims?.SignerCommit),
        ("build trigger", verdict.Claims?.BuildTrigger),
        ("runner environment", verdict.Claims?.RunnerEnvironment),
        ("run invocation", verdict.Claims?.RunInvocation),
        ("predicate type", verdict.PredicateType),
    ];

    private static string? Name(TrustedRoot? root) =>
        root is null ? null : root.AsOf is { } day ? string.Create(CultureInfo.InvariantCulture, $"{root.Name}, as of {day:yyyy-MM-dd}") : root.Name;

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
