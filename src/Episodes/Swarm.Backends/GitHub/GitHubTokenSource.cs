using System.ComponentModel;
using System.Diagnostics;
using System.Security;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Backends.GitHub;

/// <summary>
/// Finds the token to use: the one given, else <c>GH_TOKEN</c> or <c>GITHUB_TOKEN</c>, else what <c>gh auth token</c>
/// prints. For a server of one's own, <c>GH_ENTERPRISE_TOKEN</c> and <c>GITHUB_ENTERPRISE_TOKEN</c> come before those
/// two, so that a token for github.com need not reach it.
/// </summary>
/// <param name="environment">Reads an environment variable.</param>
public sealed class GitHubTokenSource(Func<string, string?> environment)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly string[] Variables = ["GH_TOKEN", "GITHUB_TOKEN"];
    private static readonly string[] EnterpriseVariables = ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];

    /// <summary>Finds the token.</summary>
    /// <param name="given">What the caller was given, or null.</param>
    /// <param name="host">The GitHub that it is for.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="SwarmException">There is none, or it cannot be one (<c>GH_UNAUTHORIZED</c>).</exception>
    public async Task<GitHubToken> FindAsync(SecureString? given, GitHubHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (given is not null)
        {
            return GitHubToken.FromSecureString(given);
        }

        foreach (var name in host.IsEnterpriseServer ? [.. EnterpriseVariables, .. Variables] : Variables)
        {
            if (environment(name) is { Length: > 0 } value)
            {
                return GitHubToken.FromText(value, name);
            }
        }

        return await AskGitHubCommandAsync(host, cancellationToken) is { } printed
            ? GitHubToken.FromText(printed, "'gh auth token'")
            : throw new SwarmException(
                ErrorCode.GitHubUnauthorized,
                $"There is no token for {host}: set GH_TOKEN, or sign in with 'gh auth login --hostname {host}'.");
    }

    private async Task<string?> AskGitHubCommandAsync(GitHubHost host, CancellationToken cancellationToken)
    {
        if (ProgramSearch.Find("gh", environment("PATH") ?? string.Empty) is not { } program)
        {
            return null;
        }

        var start = new ProcessStartInfo(program, ["auth", "token", "--hostname", host.Name])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            process.StandardInput.Close();
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            var buffer = new char[8192];
            var count = await process.StandardOutput.ReadBlockAsync(buffer, patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 && count < buffer.Length && !buffer.AsSpan(0, count).IsWhiteSpace() ? new string(buffer, 0, count) : null;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SwarmException(
                ErrorCode.GitHubUnauthorized, $"'gh auth token' did not answer within {Patience.TotalSeconds} s: set GH_TOKEN, or see why '{program}' waits.");
        }
        finally
        {
            End(process);
        }
    }

    private static void End(Process? process)
    {
        if (process is null)
        {
            return;
        }

        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }

        process.Dispose();
    }
}
