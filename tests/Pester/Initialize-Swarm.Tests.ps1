BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
}
AfterAll { Exit-Scene }

Describe 'Initialize-Swarm' {
    It 'leaves nothing with -WhatIf' {
        Initialize-Swarm -WhatIf | Should -BeNullOrEmpty
        Test-Path .swarm | Should -BeFalse
        Test-Path $env:SWARM_HOME | Should -BeFalse
    }

    It 'makes keys and a store, once' {
        $first = Initialize-Swarm
        $first.IsNew | Should -BeTrue
        $first.HasNewKeys | Should -BeTrue
        $first.OperatorKey | Should -BeLike 'ed25519:*'
        $first.Recipient | Should -BeLike 'age1*'
        $first.Root | Should -Be (Get-Location).ProviderPath
        $second = Initialize-Swarm
        $second.IsNew | Should -BeFalse
        $second.OperatorKey | Should -Be $first.OperatorKey
    }

    It 'resolves -Root from the current location, drives included' {
        New-Item -ItemType Directory elsewhere | Out-Null
        (Initialize-Swarm -Root elsewhere).Root | Should -Be (Resolve-Path elsewhere).ProviderPath
        New-Item -ItemType Directory TestDrive:/third | Out-Null
        (Initialize-Swarm -Root TestDrive:/third).Root | Should -Be (Resolve-Path TestDrive:/third).ProviderPath
    }

    It 'refuses a path of another provider' {
        Initialize-Swarm -Root Env:/PATH -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
    }
}

Describe 'Initialize-Swarm for remote runs' {
    BeforeAll { New-Item -ItemType Directory lab | Out-Null }

    It 'writes nothing with -WhatIf' {
        Initialize-Swarm -GitHub -Path lab -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem lab -Force | Should -BeNullOrEmpty
        (Get-SwarmConfiguration runner_recipient).Value | Should -BeNullOrEmpty
    }

    It 'writes the workflow and the key of its runner, and shows no key' {
        $workflow = Initialize-Swarm -GitHub -Path lab
        $workflow | Should -BeOfType Swarm.PowerShell.Records.SwarmWorkflow
        $workflow.Path | Should -Be (Resolve-Path lab/.github/workflows/swarm-run.yml).ProviderPath
        $workflow.SecretName | Should -Be SWARM_SEALING_KEY
        $workflow.Recipient | Should -Be (Get-SwarmConfiguration runner_recipient).Value
        Get-Content $workflow.KeyFile | Select-Object -Last 1 | Should -BeLike 'AGE-SECRET-KEY-1*'
        $workflow | Format-List * | Out-String | Should -Not -BeLike '*AGE-SECRET-KEY*'
        $workflow.Commands | Where-Object { $_ -like '*| gh secret set SWARM_SEALING_KEY --env swarm' } | Should -HaveCount 1
        (Initialize-Swarm -GitHub -Path lab).IsNew | Should -BeFalse
    }

    It 'gives commands that PowerShell reads' {
        foreach ($command in (Initialize-Swarm -GitHub -Path lab).Commands + (Initialize-Swarm -GitLab -Path lab).Commands) {
            $faults = $null
            [System.Management.Automation.Language.Parser]::ParseInput($command, [ref] $null, [ref] $faults) | Out-Null
            $faults | Should -BeNullOrEmpty -Because $command
        }
    }

    It 'replaces a workflow of one''s own only with -Force' {
        Add-Content lab/.gitlab-ci.yml '# mine'
        Initialize-Swarm -GitLab -Path lab -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
        (Initialize-Swarm -GitLab -Path lab -Force).IsNew | Should -BeTrue
        Get-Content lab/.gitlab-ci.yml | Should -Not -Contain '# mine'
    }

    It 'never puts the key into the repository' {
        Initialize-Swarm -GitHub -Path lab -NewKey -KeyFile lab/key.txt -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmPathInvalid,*'
        Test-Path lab/key.txt | Should -BeFalse
    }
}
