//! From groups, links and controls back to nodes and elements.

use super::control::{Machine, Mode};
use super::flows::tie_flows;
use super::grid::Role;
use super::newton::State;
use super::{Solution, Steady, SteadyError};
use crate::network::StorageOperation;

impl Steady<'_> {
    pub(super) fn power(&self, c: usize, modes: &[Mode], state: &State) -> f64 {
        let control = &self.grid.controls[c];
        let [from, to] = [control.from, control.to].map(|g| self.gas.end(state.squared[g as usize]).pressure.powi(2));
        let machine = control.machine.as_ref();
        machine.map_or(0.0, |m| m.power(&self.gas.factor, modes[c], state.control_flow[c], from, to))
    }

    pub(super) fn report(
        &self,
        state: State,
        modes: Vec<Mode>,
        factorisations: usize,
    ) -> Result<Solution, SteadyError> {
        let (grid, network) = (&self.grid, self.network);
        let mut need = self.load.clone();
        let mut flow_kg_per_s = vec![0.0; network.elements().len()];
        let (mut mode, mut power_w) = (vec![None; network.elements().len()], vec![0.0; network.elements().len()]);
        let mut fuel_kg_per_s = vec![0.0; network.elements().len()];
        for (e, role) in grid.roles.iter().enumerate() {
            flow_kg_per_s[e] = match *role {
                Role::Link(link) => state.flow[link as usize],
                Role::Control(control) => {
                    let c = control as usize;
                    mode[e] = Some(modes[c]);
                    power_w[e] = self.power(c, &modes, &state);
                    let fuel = grid.controls[c].machine.as_ref().map_or(0.0, Machine::fuel_per_joule);
                    fuel_kg_per_s[e] = power_w[e] * fuel;
                    state.control_flow[c]
                }
                Role::Tie(_) | Role::Shut => 0.0,
            };
            let element = &network.elements()[e];
            need[element.from.get()] += flow_kg_per_s[e] + fuel_kg_per_s[e];
            need[element.to.get()] -= flow_kg_per_s[e];
        }
        let well_flow_kg_per_s = state.control_flow[grid.first_well..].to_vec();
        for (well, flow) in network.wells().iter().zip(&well_flow_kg_per_s) {
            need[well.node.get()] -= flow;
        }
        let holds = self.holding_nodes();
        let ties = tie_flows(grid, &need, |node| holds[node as usize]).map_err(|_| SteadyError::Singular)?;
        for (e, role) in grid.roles.iter().enumerate() {
            if let Role::Tie(tie) = *role {
                flow_kg_per_s[e] = ties[tie as usize];
                need[network.elements()[e].from.get()] += ties[tie as usize];
                need[network.elements()[e].to.get()] -= ties[tie as usize];
            }
        }
        let free = need.iter().zip(&holds).filter(|(_, holds)| !**holds);
        let imbalance_kg_per_s = free.fold(0.0, |most: f64, (need, _)| most.max(need.abs()));
        let supply_kg_per_s = need.iter().zip(&holds).map(|(&need, &holds)| if holds { need } else { 0.0 }).collect();
        let pressure_pa =
            grid.group_of_node.iter().map(|&g| self.gas.end(state.squared[g as usize]).pressure).collect();
        Ok(Solution {
            pressure_pa,
            flow_kg_per_s,
            supply_kg_per_s,
            well_flow_kg_per_s,
            mode,
            power_w,
            fuel_kg_per_s,
            imbalance_kg_per_s,
            factorisations,
            state,
            modes,
        })
    }

    fn holding_nodes(&self) -> Vec<bool> {
        let mut holds: Vec<bool> = self.network.nodes().iter().map(|node| node.fixed_pressure.is_some()).collect();
        for storage in self.network.storages() {
            holds[storage.node.get()] |= matches!(storage.operation, StorageOperation::Pressure(_));
        }
        holds
    }
}
