BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
}
AfterAll { Exit-Scene }

Describe 'Resume-SwarmRun' {
    It 'leaves nothing with -WhatIf' {
        $before = (Get-SwarmRun).Count
        $base | Resume-SwarmRun { 'x' } -WhatIf | Should -BeNullOrEmpty
        (Get-SwarmRun).Count | Should -Be $before
    }

    It 'takes the node from the pipeline and the step by position' {
        $run = $base | Resume-SwarmRun { Get-Content label.txt > $env:SWARM_OUTPUT } -Label piped
        $run.Operation | Should -Be resume
        $run.ParentNodeId | Should -Be $base.NodeId
        $run.RatchetStep | Should -Be 1
        $run.Response | Should -Be base
    }

    It 'takes <name> as the node by position' -ForEach @(
        @{ Name = 'a label'; Node = { 'base' } }
        @{ Name = 'a node id'; Node = { $base.NodeId } }
        @{ Name = 'the beginning of a node id'; Node = { $base.NodeId.Substring(0, 16) } }
        @{ Name = 'a run id'; Node = { $base.RunId } }
        @{ Name = 'a reference'; Node = { "branch:base" } }
        @{ Name = 'a run'; Node = { $base } }
        @{ Name = 'a node'; Node = { Get-SwarmNode base } }
        @{ Name = 'an object of another process'; Node = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($base)) } }
    ) {
        (Resume-SwarmRun (& $Node) { 'x' } -Label "by-position" -WhatIf:$false).ParentNodeId | Should -Be $base.NodeId
    }

    It 'takes the node by property name' {
        ([pscustomobject]@{ NodeId = $base.NodeId; Other = 1 } | Resume-SwarmRun { 'x' } -Label property).ParentNodeId | Should -Be $base.NodeId
    }

    It 'runs a script file and a program from a node' {
        Set-Content ./more.ps1 '$args[0] > $env:SWARM_OUTPUT'
        ($base | Resume-SwarmRun -FilePath ./more.ps1 -ArgumentList given -Label filed).Response | Should -Be given
        (Resume-SwarmRun base -Command $shell, '-NoProfile', '-Command', '1 > $env:SWARM_OUTPUT' -Label program).Response | Should -Be 1
    }

    It 'runs forks side by side, no more than the limit, and marks their lines' {
        $forks = $base | Copy-SwarmRun -Label a, b, c
        $runs = $forks | Resume-SwarmRun { "I am $env:SWARM_LABEL" } -ThrottleLimit 3 -InformationVariable information
        $runs.Label | Sort-Object | Should -Be a, b, c
        $runs.Operation | Should -Be fork, fork, fork
        $information.MessageData | Sort-Object | Should -Be '[a] I am a', '[b] I am b', '[c] I am c'
    }

    It 'emits runs as they finish' {
        $flag = Join-Path (Get-Location).ProviderPath quick-is-done
        $base | Copy-SwarmRun -Label slow, quick |
            Resume-SwarmRun { while ($env:SWARM_LABEL -eq 'slow' -and -not (Test-Path $using:flag)) { Start-Sleep -Milliseconds 50 } } -ThrottleLimit 2 |
            ForEach-Object { New-Item $flag -Force | Out-Null; $_.Label } | Should -Be quick, slow
    }

    It 'goes on after an item that is wrong' {
        $runs = 'base', 'nowhere', 'base' | Resume-SwarmRun { 'x' } -Label going -ErrorVariable failure -ErrorAction SilentlyContinue
        $runs | Should -HaveCount 2
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmNodeNotFound,*'
        $failure[0].TargetObject | Should -Be nowhere
    }

    It 'names the nodes of an ambiguous label' {
        $left = $base | Copy-SwarmRun -Label twin
        $right = $base | Copy-SwarmRun -Label twin
        Resume-SwarmRun twin { } -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmAmbiguousLabel,*'
        $failure[0].Exception.Message | Should -BeLike "*$($left.NodeId)*"
        $failure[0].Exception.Message | Should -BeLike "*$($right.NodeId)*"
    }

    It 'finds the store of an object after Set-Location' {
        Push-Location ([System.IO.Path]::GetTempPath())
        try {
            ($base | Resume-SwarmRun { 'x' } -Label moved).Root | Should -Be $base.Root
            (Resume-SwarmRun $base { 'x' } -Label moved-again).Root | Should -Be $base.Root
        }
        finally {
            Pop-Location
        }
    }
}
