using System.Collections;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Engine.Sessions;
using Swarm.Execution.Policies;
using Swarm.Execution.Steps;

namespace Swarm.Engine.Policies;

/// <summary>Tries a policy without a run.</summary>
public static class PolicyTest
{
    /// <summary>
    /// Tells whether runs can be made under a policy here, and whether it allows a program; of a certificate, which may be of a
    /// run made elsewhere, whether it agrees with the policy.
    /// </summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="file">The policy's file; relative to the current folder.</param>
    /// <param name="certificate">The certificate's file, relative to the current folder; null for none. That it is genuine is for its own verification.</param>
    /// <param name="command">A program and its arguments; empty for none.</param>
    /// <exception cref="SwarmException">A file cannot be read (<c>PATH_INVALID</c>), or the certificate is none (<c>SCHEMA_INVALID</c>).</exception>
    public static PolicyVerdict Run(SessionOptions options, string file, string? certificate, IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(command);
        var path = Path.GetFullPath(file, options.CurrentFolder);
        var evidence = certificate is null ? null : ReadCertificate(Path.GetFullPath(certificate, options.CurrentFolder));
        Policy policy;
        try
        {
            policy = PolicyFiles.Read(options, path);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.PolicyInvalid)
        {
            return new PolicyVerdict { Path = path, Error = ErrorEntry.From(exception) };
        }

        var enforcement = PolicyEnforcement.Plan(policy, StepProtection.Plan(policy, routeMode: null, sandbox: null));
        return new PolicyVerdict
        {
            Path = path,
            Policy = policy,
            Enforced = enforcement.Enforced,
            Unenforced = enforcement.Unenforced,
            Error = evidence is null ? FindFault(options, enforcement, command)
                : FindFault(policy, evidence) ?? (command.Count > 0 ? FindFault(options, enforcement, command) : null),
        };
    }

    private static ErrorEntry? FindFault(Policy policy, Certificate certificate)
    {
        var code = certificate.Policy?.PolicyHash == policy.Hash ? ErrorCode.CertificateInvalid : ErrorCode.PolicyHashMismatch;
        return policy.FindContradiction(certificate) is { } contradiction ? ErrorEntry.From(code, contradiction) : null;
    }

    private static ErrorEntry? FindFault(SessionOptions options, PolicyEnforcement enforcement, IReadOnlyList<string> command)
    {
        try
        {
            enforcement.Require();
            if (command.Count > 0)
            {
                var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? string.Empty, StringComparer.Ordinal);
                enforcement.RequireProgram(new StepCommand(command[0], [.. command.Skip(1)], options.CurrentFolder, variables, options.PowerShellPath));
            }

            return null;
        }
        catch (SwarmException exception)
        {
            return ErrorEntry.From(exception);
        }
    }

    private static Certificate ReadCertificate(string path) =>
        StrictJson.Parse(BoundedFile.Read(path, StrictJson.DefaultLimit, "certificate"), ContractJson.Default.Certificate, "certificate");
}
