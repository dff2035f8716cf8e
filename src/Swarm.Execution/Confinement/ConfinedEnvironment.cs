namespace Swarm.Execution.Confinement;

/// <summary>A confined step's environment: what leads to sockets of the host is left out, and folders are the private ones.</summary>
internal static class ConfinedEnvironment
{
    private const string Temporary = "/tmp";

    private static readonly string[] LeadingOut =
    [
        "SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO", "DOCKER_HOST", "CONTAINER_HOST", "XDG_RUNTIME_DIR", "WAYLAND_DISPLAY",
        "DISPLAY", "XAUTHORITY", "PULSE_SERVER", "PIPEWIRE_REMOTE", "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "TMUX", "VSCODE_IPC_HOOK",
        "VSCODE_IPC_HOOK_CLI", "VSCODE_GIT_IPC_HANDLE", "KUBECONFIG",
    ];

    /// <summary>Writes the variables anew.</summary>
    /// <param name="variables">What the step was to have.</param>
    /// <param name="home">Its home.</param>
    public static Dictionary<string, string> Clean(IReadOnlyDictionary<string, string> variables, string home)
    {
        var clean = variables
            .Where(pair => !LeadingOut.Contains(pair.Key, StringComparer.Ordinal) && !pair.Key.StartsWith("DBUS_", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        clean["HOME"] = home;
        foreach (var name in new[] { "TMPDIR", "TMP", "TEMP" })
        {
            if (clean.ContainsKey(name) || string.Equals(name, "TMPDIR", StringComparison.Ordinal))
                clean[name] = Temporary;
        }

        return clean;
    }
}
