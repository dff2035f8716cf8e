using Swarm.Cli.Output;
using Swarm.Engine.Networking;

namespace Swarm.Cli.Commands.Networking;

/// <summary>Tells of a broker or provider that serves from now on.</summary>
internal static class ServiceReport
{
    /// <summary>The report of a service.</summary>
    public static Report Of(NetworkService service) => new()
    {
        Quiet = [service.Address],
        Json = json =>
        {
            json.Text("name", service.Name);
            json.Text("address", service.Address);
            json.Text("pin", service.Pin);
            json.Text("session", service.Session);
            json.Number("process_id", service.ProcessId);
        },
        Text = text => text.Fields(
            ("name", service.Name),
            (service.Session is null ? "listening" : "broker", service.Address),
            ("pin", service.Pin),
            ("session", service.Session)),
    };
}
