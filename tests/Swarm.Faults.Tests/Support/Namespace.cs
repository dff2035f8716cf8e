namespace Swarm.Faults.Tests.Support;

/// <summary>A mount namespace, in which a script mounts what nobody else sees, as root or as an ordinary user.</summary>
internal static class Namespace
{
    /// <summary>The exit code of a script whose mount was refused.</summary>
    public const int Refused = 99;

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string script, IReadOnlyDictionary<string, string> variables)
    {
        string[] options = Environment.IsPrivilegedProcess ? ["-m"] : ["-Urm"];
        var (probe, _, reason) = await Tool.EndAsync(Tool.Start("unshare", [.. options, "true"], variables));
        Assert.SkipUnless(probe == 0, $"There is no mount namespace to be had here: {reason}");
        var end = await Tool.EndAsync(Tool.Start("unshare", [.. options, "sh", "-c", script], variables));
        Assert.SkipWhen(end.ExitCode == Refused, $"Nothing can be mounted here: {end.Error}");
        return end;
    }
}
