using Swarm.Cli.Output;
using Swarm.Engine.Configuration;

namespace Swarm.Cli.Commands.Configuration;

/// <summary>Writes the settings.</summary>
internal static class SettingsReport
{
    /// <summary>The report of all settings.</summary>
    public static Report Of(SwarmHome home)
    {
        var settings = home.Show();
        return new Report
        {
            Json = json =>
            {
                json.Text("path", home.ConfigurationFile);
                json.Array("settings", settings, setting => json.Object(() =>
                {
                    json.Text("name", setting.Name);
                    json.Text("value", setting.Value);
                    json.Text("source", setting.Source);
                }));
            },
            Text = text => text.Table(
                ["SETTING", "VALUE", "SOURCE"], settings.Select(setting => new[] { setting.Name, setting.Value, setting.Source })),
        };
    }
}
