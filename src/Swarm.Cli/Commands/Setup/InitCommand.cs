using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Engine.Sessions;

namespace Swarm.Cli.Commands.Setup;

/// <summary>Makes keys and a store.</summary>
internal sealed class InitCommand() : ImmediateCommand("init", "Make keys and a store where there are none, and tell which are there.")
{
    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var store = StoreSetup.Ensure(invocation.Options);
        return invocation.Write(new Report
        {
            Quiet = [],
            Json = json =>
            {
                json.Text("root", store.Root);
                json.Text("store", store.Folder);
                json.Text("profile", store.Profile);
                json.Text("operator_key", store.OperatorKey);
                json.Text("recipient", store.Recipient);
                json.Flag("is_new", store.IsNew);
                json.Flag("has_new_keys", store.HasNewKeys);
            },
            Text = text => text.Fields(
                ("store", $"{store.Folder}{(store.IsNew ? " (new)" : string.Empty)}"),
                ("profile", $"{store.Profile}{(store.HasNewKeys ? " (new)" : string.Empty)}"),
                ("operator key", store.OperatorKey),
                ("recipient", store.Recipient)),
        });
    }
}
