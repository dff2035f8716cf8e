using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Engine.Suggestions;

namespace Swarm.PowerShell.Completion;

/// <summary>Completes the names of settings, each with its value and where that comes from.</summary>
public sealed class SettingCompleter : ListCompleter
{
    private protected override IEnumerable<Suggestion> List(string commandName, SessionOptions options) =>
        new SwarmHome(options.ReadVariable).Show().Select(setting => new Suggestion(setting.Name, $"{setting.Value ?? "not set"} ({setting.Source})"));
}
