using System.Globalization;

namespace Swarm.Core.Contracts;

/// <summary>Holds what a certificate observed against a policy.</summary>
internal static class PolicyContradiction
{
    // What a run does before and after its step: an attempt's share of restoring, and of taking the snapshot.
    private const double SlackSeconds = 60 * 60;

    public static string? Find(Policy policy, Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (certificate.Policy is not { } observed)
        {
            return "The certificate names no policy, so that the run was made under none.";
        }

        return observed.PolicyHash != policy.Hash
            ? $"The certificate names the policy {observed.PolicyHash}, and the policy at hand is {policy.Hash}."
            : FindInRules(policy.Document, observed)
                ?? FindInRoute(policy.Document, certificate)
                ?? FindInSandbox(policy.Document, certificate, observed)
                ?? FindInAttempts(policy.Document, certificate);
    }

    private static string? FindInRules(PolicyDocument policy, CertificatePolicy observed)
    {
        var (enforced, unenforced) = (observed.Enforced ?? [], observed.Unenforced ?? []);
        var stated = PolicyRules.StatedBy(policy);
        return Name(enforced.Concat(unenforced).FirstOrDefault(rule => !stated.Contains(rule)), "The certificate speaks of the rule '{0}', which the policy does not state.")
            ?? Name(enforced.FirstOrDefault(unenforced.Contains), "The certificate says of the rule '{0}' both that it was enforced and that it was not.")
            ?? Name((policy.Required ?? []).FirstOrDefault(rule => !enforced.Contains(rule)), "The policy requires the rule '{0}', and the certificate does not say that it was enforced.")
            ?? Name(stated.FirstOrDefault(rule => !enforced.Contains(rule) && !unenforced.Contains(rule)), "The certificate does not say whether the policy's rule '{0}' was enforced.");
    }

    private static string? FindInRoute(PolicyDocument policy, Certificate certificate) =>
        policy.RouteMode is null || string.Equals(policy.RouteMode, certificate.Network?.RouteMode, StringComparison.Ordinal)
            ? null
            : $"The policy's route is '{policy.RouteMode}', and the step's was '{certificate.Network?.RouteMode ?? "not observed"}'.";

    private static string? FindInSandbox(PolicyDocument policy, Certificate certificate, CertificatePolicy observed) =>
        string.Equals(policy.Sandbox, SandboxModes.Confined, StringComparison.Ordinal)
            && (certificate.Sandbox is null or SandboxModes.None)
            && (observed.Enforced ?? []).Contains(PolicyRules.Sandbox)
            ? "The certificate says that the step was confined, and observed no sandbox."
            : null;

    private static string? FindInAttempts(PolicyDocument policy, Certificate certificate)
    {
        var attempts = certificate.Result.Attempts ?? 1;
        if (attempts < 1)
        {
            return $"The certificate counts {attempts} attempts at the step, and a run has at least one.";
        }

        if (policy.Limits?.Retries is { } retries && attempts - 1 > retries)
        {
            return $"The policy allows {retries} retries, and the step was tried {attempts} times.";
        }

        if (policy.Limits?.RunTimeSeconds is not { } seconds || !TryRead(certificate.Runtime.StartedAt, out var start) || !TryRead(certificate.Runtime.FinishedAt, out var finish))
        {
            return null;
        }

        return (finish - start).TotalSeconds > attempts * (seconds + SlackSeconds)
            ? $"The policy allows the step {seconds} s, and the run went from {certificate.Runtime.StartedAt} to {certificate.Runtime.FinishedAt}."
            : null;
    }

    private static bool TryRead(string? text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);

    private static string? Name(string? rule, string format) => rule is null ? null : string.Format(CultureInfo.InvariantCulture, format, rule);
}
